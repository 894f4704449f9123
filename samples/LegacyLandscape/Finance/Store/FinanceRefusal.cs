namespace LegacyLandscape.Finance.Store;

/// <summary>What the back office's program would not do.</summary>
internal sealed class FinanceRefusal : Exception
{
    private FinanceRefusal(string message, int statusCode)
        : base(message) => StatusCode = statusCode;

    public int StatusCode { get; }

    public static FinanceRefusal NotFound(string message) => new(message, StatusCodes.Status404NotFound);

    public static FinanceRefusal Conflict(string message) => new(message, StatusCodes.Status409Conflict);

    public static FinanceRefusal Wrong(string message) => new(message, StatusCodes.Status400BadRequest);
}
