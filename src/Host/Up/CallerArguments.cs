using System.CommandLine;
using Hub.Facade.Connections;

namespace Hub.Host.Up;

/// <summary>What <c>./hub up</c> is told of callers: how much they may send and hold, and who speaks for them.</summary>
internal sealed class CallerArguments
{
    private readonly Option<int> _largestBody = new("--max-body")
    {
        Description = "The largest body the hub itself reads; what streams through to an HTTP side has no limit here.",
        HelpName = "MB",
        DefaultValueFactory = _ => Listening.LargestBody,
    };

    private readonly Option<int?> _maxConnections = new("--max-connections")
    {
        Description = "How many connections callers may hold, WebSockets included, and one address 75 % of those that others "
            + "leave, unless it is a trusted proxy's; beyond, only /hub is answered. When not given, a third of the open "
            + "files that the process may have beyond 384 (ulimit -n), 10000 at most.",
        HelpName = "N",
    };

    private readonly Option<string> _trustedProxies = new("--trusted-proxies")
    {
        Description = "The proxies in front that are believed what X-Forwarded-For, -Proto, -Host and Forwarded say; "
            + "from anybody else these are dropped.",
        HelpName = "CIDR,…",
        DefaultValueFactory = _ => "",
    };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _largestBody, _maxConnections, _trustedProxies })
            command.Options.Add(option);
        _largestBody.Validators.Add(given =>
        {
            if (given.GetValueOrDefault<int>() is < 1 or > 100_000)
                given.AddError("--max-body is megabytes, from 1 to 100000.");
        });
        _maxConnections.Validators.Add(given =>
        {
            if (given.GetValueOrDefault<int?>() is < 1 or > 1_000_000)
                given.AddError("--max-connections is a number from 1 to 1000000, such as 5000.");
        });
        _trustedProxies.Validators.Add(given =>
        {
            if (TrustedProxies.Read(given.GetValueOrDefault<string>() ?? "").Wrong is { } wrong)
                given.AddError(
                    $"--trusted-proxies '{wrong}' is neither an address nor a network: write 10.0.0.5 or 10.1.0.0/16; "
                    + "several are separated by ','.");
        });
    }

    /// <summary>The options with what was told of callers.</summary>
    public UpOptions Read(ParseResult parsed, UpOptions options) => options with
    {
        LargestBody = parsed.GetValue(_largestBody),
        MaxConnections = parsed.GetValue(_maxConnections),
        TrustedProxies = TrustedProxies.Read(parsed.GetValue(_trustedProxies)!).Proxies!,
    };
}
