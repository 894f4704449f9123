-- name: All
SELECT * FROM FIHDR ORDER BY COMP, DOCNO;

-- name: Get
SELECT * FROM FIHDR WHERE COMP = @comp AND DOCNO = @docNo;

-- name: NextNumber
UPDATE FINUM SET NXTNO = NXTNO + 1 WHERE COMP = @comp AND RNGE = @range RETURNING NXTNO - 1;

-- name: InsertHeader
INSERT INTO FIHDR (COMP, DOCNO, ORDNO, CUSNO, EXREF, DOCDT, DUEDT, STAT, CURCY, NETAM, TAXAM, GROAM, PAYAM, UPDDT, UPDTM)
VALUES (@Comp, @DocNo, @OrdNo, @CusNo, @ExRef, @DocDt, @DueDt, @Stat, @Curcy, @NetAm, @TaxAm, @GroAm, @PayAm, @UpdDt, @UpdTm);

-- name: InsertLine
INSERT INTO FILIN (COMP, DOCNO, LINNO, ITMNO, DESCR, QTY, UNPRC, LINAM, TAXCD)
VALUES (@Comp, @DocNo, @LinNo, @ItmNo, @Descr, @Qty, @UnPrc, @LinAm, @TaxCd);

-- name: InsertPayment
INSERT INTO FIPAY (COMP, DOCNO, PAYNO, PAYDT, AMT, METH, EXREF)
VALUES (
  @comp, @docNo, (SELECT coalesce(max(PAYNO), 0) + 1 FROM FIPAY WHERE COMP = @comp AND DOCNO = @docNo),
  @payDt, @amount, @method, @exRef)
RETURNING PAYNO;

-- name: Pay
UPDATE FIHDR SET
  PAYAM = PAYAM + @amount,
  STAT = CASE WHEN PAYAM + @amount = GROAM THEN 30 ELSE 20 END,
  UPDDT = @updDt,
  UPDTM = @updTm
WHERE COMP = @comp AND DOCNO = @docNo;

-- name: InsertLedger
INSERT INTO FILED (COMP, ENTNO, LINNO, DOCNO, ACCNO, PSTDT, AMT)
VALUES (@comp, @entNo, @linNo, @docNo, @AccNo, @pstDt, @Amount);

-- name: Delete
DELETE FROM FILED WHERE COMP = @comp AND DOCNO = @docNo;
DELETE FROM FIPAY WHERE COMP = @comp AND DOCNO = @docNo;
DELETE FROM FILIN WHERE COMP = @comp AND DOCNO = @docNo;
DELETE FROM FIHDR WHERE COMP = @comp AND DOCNO = @docNo;
