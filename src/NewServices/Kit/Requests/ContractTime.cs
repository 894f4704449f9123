using System.Globalization;

namespace Hub.ServiceKit.Requests;

/// <summary>A time as callers write it, in a query or a body: <c>2026-12-24T18:00:00Z</c>, with whatever zone.</summary>
public static class ContractTime
{
    /// <summary>Says in a refusal what is expected.</summary>
    public const string Expected = "a time with its zone, as in 2026-12-24T18:00:00Z";

    /// <summary>Returns the time that a text names, in UTC; null where it names none, or no zone.</summary>
    public static DateTimeOffset? Find(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        // Looked for, since a time without a zone would be taken for one of this machine's.
        var at = text.IndexOf('T', StringComparison.Ordinal);
        return at >= 0 && text.AsSpan(at).ContainsAny('Z', '+', '-')
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
                ? time.ToUniversalTime()
                : null;
    }
}
