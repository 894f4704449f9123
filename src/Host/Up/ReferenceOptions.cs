using System.CommandLine;
using Hub.Facade.Signing;
using Hub.Host.Demo;
using Hub.Platform.Plan;
using Hub.Platform.Storage;

namespace Hub.Host.Up;

/// <summary>
/// What whoever starts the hub, or checks a plan, lets the plan read of this machine: <c>--secrets</c> and
/// <c>--env-allow</c>, besides the variables that the files of the plan's folder refer to.
/// </summary>
/// <param name="data">The option that names the data folder, which no plan reads.</param>
internal sealed class ReferenceOptions(Option<string> data)
{
    // Where containers and systemd put them.
    private const string ContainerSecrets = "/run/secrets";
    private const string SystemdCredentials = "CREDENTIALS_DIRECTORY";

    private readonly Option<string[]> _secrets = new("--secrets")
    {
        Description = "A folder whose files the plan's references and certificates may be read from; may be repeated. "
            + "Default: /run/secrets, and $CREDENTIALS_DIRECTORY where that is set.",
        HelpName = "DIR",
    };

    private readonly Option<string[]> _variables = Variables();

    public Command AddTo(Command command)
    {
        command.Options.Add(_secrets);
        command.Options.Add(_variables);
        if (!command.Options.Contains(data))
            command.Options.Add(data);
        return command;
    }

    /// <summary>What is allowed beside the variables that a plan's folder refers to.</summary>
    public ReferenceRights Read(ParseResult parsed) => new(
        parsed.GetValue(_secrets) is { Length: > 0 } given ? given : Default(),
        parsed.GetValue(_variables) ?? [],
        parsed.GetValue(data)!);

    private static string[] Default() => Environment.GetEnvironmentVariable(SystemdCredentials) is { Length: > 0 } folder
        ? [ContainerSecrets, folder]
        : [ContainerSecrets];

    private static Option<string[]> Variables()
    {
        var option = new Option<string[]>("--env-allow")
        {
            Description = "An environment variable that plans may refer to, or several by PREFIX*, besides those that the "
                + "files of --plan refer to; may be repeated.",
            HelpName = "NAME",
        };
        option.Validators.Add(given =>
        {
            if ((given.GetValueOrDefault<string[]>() ?? []).FirstOrDefault(AllowedVariables.IsOwn) is { } own)
                given.AddError($"--env-allow {own}: what begins with HUB_ is the hub's own, and no plan reads it.");
        });
        return option;
    }
}

/// <summary>What a plan may read of this machine.</summary>
/// <param name="Secrets">Folders that secrets are read from.</param>
/// <param name="Variables">Environment variables, and prefixes written <c>PREFIX*</c>.</param>
/// <param name="DataFolder">The hub's own data folder.</param>
internal sealed record ReferenceRights(IReadOnlyList<string> Secrets, IReadOnlyList<string> Variables, string DataFolder)
{
    private const string AdminTokenFile = "HUB_ADMIN_TOKEN_FILE";

    /// <summary>For the plan's folder given at the start, whose files the same person vouches for.</summary>
    /// <param name="folder">The folder; one that cannot be read adds nothing.</param>
    /// <param name="environment">The environment laid over it, or null.</param>
    /// <param name="given">Values that stand in for environment variables.</param>
    /// <param name="standIns">Whether stand-ins take the place of what this machine lacks.</param>
    public PlanReferences For(
        string folder, string? environment, IReadOnlyDictionary<string, string>? given = null, bool standIns = false)
    {
        IEnumerable<string> named = [];
        try
        {
            named = AllowedVariables.NamedIn(PlanFolder.Read(folder, environment));
        }
        catch (PlanNotReadableException)
        {
            // Then the store's plan is served, as far as what is allowed goes.
        }

        return Of(named, given, standIns);
    }

    /// <summary>For names that somebody has typed.</summary>
    public PlanReferences Of(
        IEnumerable<string> named, IReadOnlyDictionary<string, string>? given = null, bool standIns = false)
    {
        string[] own =
        [
            DataFolder,
            .. new[] { AdminTokenFile, RecordKeys.Variable, HubSigningKey.Variable }.Select(Environment.GetEnvironmentVariable)
                .OfType<string>().Where(file => file.Length > 0),
        ];
        return new PlanReferences(
            given,
            new AllowedVariables([.. Variables, .. named]),
            new AllowedFiles(Secrets, own, [LandscapeProcess.FolderIn(DataFolder)]))
        {
            StandsIn = standIns,
        };
    }
}
