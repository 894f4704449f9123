using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Hub.Host.Shell;

namespace Hub.Host.Commands;

/// <summary>What <c>./hub shift</c> is told of where a route is to stand.</summary>
internal sealed class ShiftArguments
{
    private static readonly string[] Stages = ["legacy", "shadow", "canary", "new", "retired"];

    private readonly Option<string?> _reason = new("--reason")
    {
        Description = "The reason, which is kept with the revision and in the audit log. Not needed with --dry-run.",
        HelpName = "TEXT",
    };

    private readonly Option<string> _to = new Option<string>("--to")
    {
        Description = "The stage where the route is to stand.",
        Required = true,
    }.Of(Stages);

    private readonly Option<double?> _percent = new("--percent")
    {
        Description = "With canary: share of the cohorts on the new side, 0 to 100.",
        HelpName = "N",
    };

    private readonly Option<string[]> _user = new("--user")
    {
        Description = "With canary: a cohort key that is on the new side whatever the percentage; may be repeated.",
        HelpName = "KEY",
    };

    private readonly Option<string[]> _group = new("--group")
    {
        Description = "With canary: a group whose members are on the new side whatever the percentage; may be repeated.",
        HelpName = "NAME",
    };

    private readonly Option<long?> _expected = new("--expected-revision")
    {
        Description = "Shift only if this revision is served.",
        HelpName = "N",
    };

    private readonly Option<bool> _force = new("--force")
    {
        Description = "Shift forward although the new side does not answer, changes are parked, conflicts are open, or a "
            + "rollback would not be lossless; kept in the audit log. Overrides no freeze and no second person.",
    };

    private readonly Option<bool> _acceptSplit = new("--accept-split")
    {
        Description = "Shift a route that writes forward although no link brings to each side what is written on the other one, "
            + "so that the sides part, also after a rollback; kept in the audit log. A rollback never needs it.",
    };

    private readonly Option<bool> _dryRun = new("--dry-run")
    {
        Description = "Only tell how many of the cohort keys seen lately would move, and why the shift is refused or waits.",
    };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _to, _percent, _user, _group, _reason, _expected, _force, _acceptSplit, _dryRun })
            command.Options.Add(option);
        _percent.Validators.Add(ValidatePercent);
        command.Validators.Add(Validate);
    }

    /// <summary>Whether the shift is only tried.</summary>
    public bool IsDryRun(ParseResult parsed) => parsed.GetValue(_dryRun);

    public AskedShift Read(ParseResult parsed) => new(
        parsed.GetValue(_to)!, parsed.GetValue(_percent), parsed.GetValue(_user)!, parsed.GetValue(_group)!,
        parsed.GetValue(_reason), parsed.GetValue(_expected), parsed.GetValue(_force), parsed.GetValue(_acceptSplit));

    private static void ValidatePercent(OptionResult given)
    {
        foreach (var token in given.Tokens)
            if (double.TryParse(token.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var share)
                && share is not (>= 0 and <= 100))
                given.AddError(
                    $"--percent '{token.Value}' is not a share of the cohorts: from 0 to 100, as in --percent 10.");
    }

    private void Validate(CommandResult parsed)
    {
        if (parsed.GetValue(_reason) is null && !parsed.GetValue(_dryRun))
            parsed.AddError(UsageFaults.Missing(_reason));
        if (parsed.GetResult(_to) is not { Tokens: [{ Value: var stage }] } || !Stages.Contains(stage, StringComparer.Ordinal))
            return;
        var isCanary = stage == "canary";
        if (isCanary && !IsGiven(_percent))
            parsed.AddError(
                "--percent N is missing: a canary has a share of the cohorts on the new side, from 0 to 100, "
                + "as in --to canary --percent 10.");
        foreach (var option in new Option[] { _percent, _user, _group }.Where(o => !isCanary && IsGiven(o)))
            parsed.AddError($"{option.Name} goes with --to canary only: at {stage} all are on one side.");

        bool IsGiven(Option option) => parsed.GetResult(option) is { Implicit: false };
    }
}

/// <summary>A shift as the hub is asked for it.</summary>
internal sealed record AskedShift(
    string Stage, double? Percent, string[] Users, string[] Groups, string? Reason, long? ExpectedRevision, bool Force,
    bool AcceptSplit)
{
    /// <summary>The same as the query of a preview.</summary>
    public string ToQuery()
    {
        List<(string Name, string Value)> query = [("stage", Stage)];
        query.AddRange(Users.Select(u => ("user", u)));
        query.AddRange(Groups.Select(g => ("group", g)));
        if (Percent is { } share)
            query.Add(("percent", share.ToString("R", CultureInfo.InvariantCulture)));
        if (Force)
            query.Add(("force", "true"));
        if (AcceptSplit)
            query.Add(("acceptSplit", "true"));
        if (ExpectedRevision is { } revision)
            query.Add(("expectedRevision", revision.ToString(CultureInfo.InvariantCulture)));
        return string.Join('&', query.Select(q => $"{q.Name}={Uri.EscapeDataString(q.Value)}"));
    }
}
