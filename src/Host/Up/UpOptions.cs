using System.CommandLine;
using Hub.Facade.Connections;
using Hub.Platform.Identity.Anchors;
using Hub.Platform.Sides;

namespace Hub.Host.Up;

/// <summary>What <c>./hub up</c> is told.</summary>
internal sealed record UpOptions(
    string PlanFolder, string? EnvironmentName, string DataFolder, string Urls, bool Demo, Roles Roles, Peers Peers,
    bool OpenMetrics, string? AdminUrls = null)
{
    /// <summary>Where to listen for HTTP/2 without TLS, as gRPC needs it; null for nowhere.</summary>
    public string? Http2Urls { get; init; }

    /// <summary>The largest body that the hub itself reads, in megabytes.</summary>
    public int LargestBody { get; init; } = Listening.LargestBody;

    /// <summary>How many connections callers may hold; null for what the limit on open files allows.</summary>
    public int? MaxConnections { get; init; }

    public DrainOptions Drain { get; init; } = new(TimeSpan.Zero, TimeSpan.FromSeconds(30));

    /// <summary>The proxies in front that are believed whom they speak for; none by default.</summary>
    public TrustedProxies TrustedProxies { get; init; } = new([]);

    /// <summary>What plans may read of this machine, besides what the plan's folder refers to.</summary>
    public ReferenceRights References { get; init; } = new([], [], DataFolder);

    /// <summary>Where converters of one's own are loaded from; null for nowhere.</summary>
    public string? Converters { get; init; }

    /// <summary>Where the heads of audit log and revisions are signed and kept; null for nowhere.</summary>
    public AnchorOptions? Anchors { get; init; }

    /// <summary>How many acts of demo traffic are played in a second; null for none.</summary>
    public int? TrafficRate { get; init; }

    public static Option<string?> ConvertersFolder() => new("--converters")
    {
        Description = "The only folder that a plan's own converters are loaded from; "
            + "HUB_CONVERTERS when not given, else none are.",
        HelpName = "DIR",
    };

    public static Option<string> Plan() => new("--plan")
    {
        Description = "The plan's folder.",
        HelpName = "DIR",
        DefaultValueFactory = _ => "migration-plan",
    };

    /// <summary>Where the hub listens.</summary>
    /// <param name="description">What it is for.</param>
    public static Option<string> ListenAt(string description)
    {
        var option = new Option<string>("--urls")
        {
            Description = description, HelpName = "URL", DefaultValueFactory = _ => "http://127.0.0.1:8080",
        };
        option.Validators.Add(AdminPort.ValidateAddresses);
        return option;
    }

    public static Option<string?> Environment() => new("--env")
    {
        Description = "The environment laid over the plan: environments/NAME.yaml.",
        HelpName = "NAME",
    };
}
