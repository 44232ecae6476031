H = fcidump("orbital.fcidump")  #! G0804: the file orbital.fcidump cannot be read
