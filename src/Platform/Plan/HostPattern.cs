using System.Globalization;
using Hub.ServiceKit.Problems;

namespace Hub.Platform.Plan;

/// <summary>The hosts that a route or catch-all answers: <c>shop.example.com</c>, <c>*.example.com</c>, <c>*:8443</c>.</summary>
internal static class HostPattern
{
    private const int Longest = 255;

    /// <summary>Reads the <c>host</c> of a map; reports what is no host.</summary>
    public static string? Read(PlanFields fields, PlanErrors errors)
    {
        if (fields.Optional("host") is not { } host || IsValid(host))
            return fields.Optional("host");
        errors.Add(
            fields.Node["host"]!,
            $"'{Spelling.Shorten(host)}' is no host: write a name, perhaps with a port, "
            + "or with '*.' before it for those under it, as in shop.example.com, *.example.com or shop.example.com:8443");
        return null;
    }

    private static bool IsValid(string host) => host.Length <= Longest && host.Split(':') is var parts
        && IsName(parts[0])
        && (parts.Length == 1 || (parts.Length == 2 && (parts[1] == "*" || IsPort(parts[1]))));

    private static bool IsPort(string port) =>
        int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 65535;

    private static bool IsName(string name) => name == "*"
        || Uri.CheckHostName(name.StartsWith("*.", StringComparison.Ordinal) ? name[2..] : name)
            is UriHostNameType.Dns or UriHostNameType.IPv4;
}
