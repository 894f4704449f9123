using System.CommandLine;
using Hub.Host.Shell;
using Hub.Platform.Identity.Anchors;
using Hub.Platform.Plan;

namespace Hub.Host.Up;

/// <summary>What <c>./hub up</c> is told of the audit log's anchors.</summary>
internal sealed class AnchorArguments
{
    private readonly Option<string?> _target = new("--audit-anchor")
    {
        Description = "Where the heads of audit log and revisions are signed and kept, outside of the data folder: "
            + "a file that is appended to, or an address that takes a POST. Needs --audit-key.",
        HelpName = "FILE|URL",
    };

    private readonly Option<string?> _key = new("--audit-key")
    {
        Description = "The private elliptic-curve key that signs anchors, as PEM; not in the data folder either.",
        HelpName = "PEM",
    };

    private readonly Option<string> _interval = new("--audit-interval")
    {
        Description = "How often an anchor is written where anything has changed.",
        HelpName = "TIME",
        DefaultValueFactory = _ => "5m",
    };

    private readonly Option<int> _entries = new("--audit-entries")
    {
        Description = "After how many entries an anchor is written at once.",
        HelpName = "N",
        DefaultValueFactory = _ => 100,
    };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _target, _key, _interval, _entries })
            command.Options.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_target) is null != result.GetValue(_key) is null)
                result.AddError("--audit-anchor says where anchors go and --audit-key what signs them: both, or none. "
                    + $"A key is made with: {AnchorKey.HowToMake}");
        });
        _interval.OfDuration("30s or 5m");
        _entries.Between(1, 1_000_000);
    }

    /// <summary>The options, or null where no anchors are wanted.</summary>
    /// <exception cref="CommandFailedException">The target or the key cannot be used.</exception>
    public AnchorOptions? Read(ParseResult parsed, string dataFolder)
    {
        if (parsed.GetValue(_target) is not { } target || parsed.GetValue(_key) is not { } key)
            return null;
        Outside("--audit-key", key, dataFolder);
        try
        {
            return new AnchorOptions(ReadTarget(target, dataFolder), AnchorKey.Read(key, toSign: true))
            {
                Interval = PlanDuration.Parse(parsed.GetValue(_interval))!.Value,
                Entries = parsed.GetValue(_entries),
            };
        }
        catch (FormatException e)
        {
            throw new CommandFailedException($"--audit-key: {e.Message}", CommandLine.WrongUsage);
        }
    }

    private static IAnchorTarget ReadTarget(string target, string dataFolder)
    {
        if (Uri.TryCreate(target, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
            return address.UserInfo.Length == 0
                ? new AnchorWebhook(address)
                : throw new CommandFailedException(
                    "--audit-anchor is an address with a name and password in it, which every list of processes shows.",
                    CommandLine.WrongUsage);
        Outside("--audit-anchor", target, dataFolder);
        var folder = Path.GetDirectoryName(Path.GetFullPath(target));
        return Directory.Exists(folder) && !Directory.Exists(target)
            ? new AnchorFile(Path.GetFullPath(target))
            : throw new CommandFailedException(
                $"--audit-anchor '{target}' is not a file in a folder that exists: make the folder, or name another file.",
                CommandLine.WrongUsage);
    }

    /// <summary>Whoever can rewrite the log could rewrite what proves that it was not.</summary>
    private static void Outside(string option, string path, string dataFolder)
    {
        var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(dataFolder)) + Path.DirectorySeparatorChar;
        if (Path.GetFullPath(path).StartsWith(folder, StringComparison.Ordinal))
            throw new CommandFailedException(
                $"{option} '{path}' lies in the data folder: whoever can write there could rewrite the audit log and its anchors "
                + "together. Name a file elsewhere.",
                CommandLine.WrongUsage);
    }
}
