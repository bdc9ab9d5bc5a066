"""Sheets in and out: tables read in a limited child process, lists written as .xlsx and .csv."""
