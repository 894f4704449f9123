using System.CommandLine;
using Hub.Facade.Admin;
using Hub.Host.Shell;
using Hub.Host.Up;
using Hub.Platform.Plan;

namespace Hub.Host.Commands;

/// <summary>Where a command takes a plan from: a folder's files, or an earlier revision of the hub's store.</summary>
internal sealed class PlanSource
{
    private readonly Option<string> _folder = UpOptions.Plan();
    private readonly Option<string?> _environment = UpOptions.Environment();
    private readonly Option<long?> _revision;
    private readonly Option<string?> _capability = new("--capability")
    {
        Description = "Only this capability's file and what it alone refers to; everything else stays as it is served.",
        HelpName = "NAME",
    };

    public PlanSource(string revision)
    {
        _revision = new Option<long?>("--revision") { Description = revision, HelpName = "N" };
    }

    public Command AddTo(Command command)
    {
        foreach (var option in new Option[] { _folder, _environment, _revision, _capability })
            command.Options.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_revision) is { Implicit: false }
                && new[] { result.GetResult(_folder), result.GetResult(_environment) }
                    .FirstOrDefault(r => r is { Implicit: false }) is { } both)
                result.AddError(
                    $"--revision takes a plan from the store, and {both.Option.Name} one from a folder: give one of them.");
        });
        return command;
    }

    public string? Capability(ParseResult parsed) => parsed.GetValue(_capability);

    public long? Revision(ParseResult parsed) => parsed.GetValue(_revision);

    /// <summary>The folder as it was typed; null where the plan comes from the store.</summary>
    public string? Folder(ParseResult parsed) => Revision(parsed) is null ? parsed.GetValue(_folder)! : null;

    /// <summary>The environment laid over the folder's files, or null.</summary>
    public string? EnvironmentName(ParseResult parsed) => parsed.GetValue(_environment);

    /// <summary>The files of the folder.</summary>
    public PlanBundle ReadFolder(ParseResult parsed)
    {
        try
        {
            return PlanFolder.Read(parsed.GetValue(_folder)!, parsed.GetValue(_environment));
        }
        catch (PlanNotReadableException e)
        {
            throw CommandFailedException.Of(e);
        }
    }

    /// <summary>The plan that the hub serves, or that a revision had, and the revision's number.</summary>
    public static async Task<(PlanBundle Files, long Revision)> AskAsync(HubClient hub, long? revision = null)
    {
        var answer = await hub.GetAsync(revision is { } number ? $"hub/api/revisions/{number}/plan" : "hub/api/plan");
        var plan = answer.Read<PlansApi.PlanFiles>();
        return (new PlanBundle(plan.Files), plan.Revision);
    }
}
