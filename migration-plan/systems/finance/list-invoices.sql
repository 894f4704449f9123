-- A page by key, FIHDR's own, and its lines: one statement, so that no invoice is seen half posted.
SELECT h.DOCNO, nullif(h.ORDNO, 0) AS ORDNO, h.CUSNO, nullif(h.EXREF, '') AS EXREF, h.DOCDT, h.DUEDT, h.STAT, h.CURCY,
  h.NETAM, h.TAXAM, h.GROAM, h.PAYAM,
  l.LINNO, nullif(rtrim(l.ITMNO), '') AS ITMNO, l.DESCR, l.QTY, l.UNPRC, l.LINAM
FROM (SELECT * FROM FIHDR WHERE COMP = @COMP AND DOCNO > @AFTER ORDER BY DOCNO LIMIT @LIMIT) AS h
LEFT JOIN FILIN AS l ON l.COMP = h.COMP AND l.DOCNO = h.DOCNO
ORDER BY h.DOCNO, l.LINNO;
