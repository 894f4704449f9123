-- CUSNO is CHAR(10). Cast, the parameter is compared by FIHDR1; as it is, it is compared to the last blank.
SELECT h.DOCNO, nullif(h.ORDNO, 0) AS ORDNO, h.CUSNO, nullif(h.EXREF, '') AS EXREF, h.DOCDT, h.DUEDT, h.STAT, h.CURCY,
  h.NETAM, h.TAXAM, h.GROAM, h.PAYAM,
  l.LINNO, nullif(rtrim(l.ITMNO), '') AS ITMNO, l.DESCR, l.QTY, l.UNPRC, l.LINAM
FROM (
  SELECT * FROM FIHDR
  WHERE COMP = @COMP AND CUSNO = CAST(@CUSNO AS BPCHAR) AND rtrim(CUSNO) = @CUSNO AND DOCNO > @AFTER
  ORDER BY DOCNO LIMIT @LIMIT) AS h
LEFT JOIN FILIN AS l ON l.COMP = h.COMP AND l.DOCNO = h.DOCNO
ORDER BY h.DOCNO, l.LINNO;
