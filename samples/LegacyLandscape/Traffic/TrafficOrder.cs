using System.Globalization;

namespace LegacyLandscape.Traffic;

/// <summary>What the parent process wants played: <c>traffic http://127.0.0.1:8080 10</c>, or <c>traffic off</c>.</summary>
/// <param name="Facade">Where front-ends call; null to stop.</param>
/// <param name="Rate">Acts in a second.</param>
internal sealed record TrafficOrder(Uri? Facade, double Rate)
{
    private const double Most = 100;

    /// <summary>Reads a line of standard input; returns null for one that is not about traffic, or cannot be read.</summary>
    public static TrafficOrder? Read(string line) => line.Split(' ') switch
    {
        ["traffic", "off"] => new TrafficOrder(null, 0),
        ["traffic", var address, var rate]
            when Uri.TryCreate(address, UriKind.Absolute, out var facade) && facade.Scheme == Uri.UriSchemeHttp
            && double.TryParse(rate, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var acts)
            && acts is > 0 and <= Most => new TrafficOrder(facade, acts),
        _ => null,
    };
}
