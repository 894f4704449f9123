using System.CommandLine;
using Hub.Platform.Sides;

namespace Hub.Host.Up;

/// <summary>What <c>./hub up</c> is told.</summary>
internal sealed record UpOptions(
    string PlanFolder, string? EnvironmentName, string DataFolder, string Urls, bool Demo, Roles Roles, Peers Peers, bool OpenMetrics,
    string? AdminUrls = null)
{
    public static Option<string> Plan() => new("--plan")
    {
        Description = "The plan's folder.",
        HelpName = "DIR",
        DefaultValueFactory = _ => "migration-plan",
    };

    public static Option<string?> Environment() => new("--env")
    {
        Description = "The environment laid over the plan: environments/NAME.yaml.",
        HelpName = "NAME",
    };
}
