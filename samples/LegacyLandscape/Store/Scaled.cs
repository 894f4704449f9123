namespace LegacyLandscape.Store;

/// <summary>How decimals and times are kept in the file: whole ten-thousandths and microseconds since 1970.</summary>
internal static class Scaled
{
    /// <summary>The largest amount the contract can carry: 18 digits, 4 of them behind the point.</summary>
    public const decimal MaxAmount = 99_999_999_999_999.9999m;

    public static decimal FromE4(long value) => value / 10_000m;

    public static long ToE4(decimal value) => (long)(value * 10_000m);

    public static DateTimeOffset ToTime(long microseconds) => DateTimeOffset.UnixEpoch.AddMicroseconds(microseconds);

    public static long FromTime(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
