namespace LegacyLandscape.Tests.Harness;

/// <summary>Asked of either database, they must tell the same.</summary>
internal static class FinanceQueries
{
    /// <summary>Every row of every table. Text is trimmed: PostgreSQL pads CHAR, SQLite does not.</summary>
    public static readonly string[] Contents =
    [
        """
        SELECT COMP, DOCNO, ORDNO, trim(CUSNO), EXREF, DOCDT, DUEDT, STAT, trim(CURCY), NETAM, TAXAM, GROAM, PAYAM
        FROM FIHDR ORDER BY 1, 2
        """,
        "SELECT COMP, DOCNO, LINNO, trim(ITMNO), DESCR, QTY, UNPRC, LINAM, TAXCD FROM FILIN ORDER BY 1, 2, 3",
        "SELECT COMP, DOCNO, PAYNO, PAYDT, AMT, METH, EXREF FROM FIPAY ORDER BY 1, 2, 3",
        "SELECT COMP, ENTNO, LINNO, DOCNO, ACCNO, PSTDT, AMT FROM FILED ORDER BY 1, 2, 3",
    ];

    /// <summary>Each finds what cannot be in sound books.</summary>
    public static readonly string[] Unsound =
    [
        "SELECT COMP, ENTNO FROM FILED GROUP BY COMP, ENTNO HAVING sum(AMT) <> 0",
        """
        SELECT COMP, DOCNO FROM FIHDR h
        WHERE NETAM <> (SELECT sum(LINAM) FROM FILIN l WHERE l.COMP = h.COMP AND l.DOCNO = h.DOCNO)
        """,
        "SELECT COMP, DOCNO FROM FIHDR WHERE NETAM + TAXAM <> GROAM",
        """
        SELECT COMP, DOCNO FROM FIHDR h
        WHERE PAYAM <> (SELECT coalesce(sum(AMT), 0) FROM FIPAY p WHERE p.COMP = h.COMP AND p.DOCNO = h.DOCNO)
        """,
        "SELECT COMP, DOCNO FROM FIHDR WHERE STAT <> 90 AND STAT <> CASE PAYAM WHEN 0 THEN 10 WHEN GROAM THEN 30 ELSE 20 END",
        """
        SELECT h.COMP, h.DOCNO FROM FIHDR h
        JOIN FILED l ON l.COMP = h.COMP AND l.DOCNO = h.DOCNO AND l.ACCNO = 1400
        WHERE h.STAT <> 90
        GROUP BY h.COMP, h.DOCNO, h.GROAM, h.PAYAM HAVING sum(l.AMT) <> h.GROAM - h.PAYAM
        """,
        "SELECT COMP, DOCNO FROM FIHDR WHERE (COMP, DOCNO) NOT IN (SELECT COMP, DOCNO FROM FILED)",
    ];
}
