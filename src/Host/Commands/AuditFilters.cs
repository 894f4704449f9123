using System.CommandLine;
using System.Globalization;
using Hub.Host.Shell;
using Hub.Platform.Plan;

namespace Hub.Host.Commands;

/// <summary>The options that say which entries of the audit log are wanted.</summary>
internal sealed class AuditFilters
{
    private readonly Option<string?> _since = Time("--since", "From this time on");
    private readonly Option<string?> _until = Time("--until", "Before this time");

    private readonly (Option<string?> Option, string Parameter)[] _texts =
    [
        (Text("--actor", "Entries of this actor: a token's name, or anonymous.", "NAME"), "actor"),
        (Text("--action", "Entries of this action, such as shift or 'plan apply'.", "NAME"), "action"),
        (Text("--outcome", "Entries with this outcome.", "NAME").Of("done", "forced", "refused", "waits", "unknown"), "outcome"),
        (Text("--route", "About a route, such as orders.place.", "ID"), "route"),
        (Text("--target", "About anything else: a token's name, a system, plan.", "NAME"), "target"),
        (Text("--capability", "About the routes that a capability has now.", "NAME"), "capability"),
    ];

    public void AddTo(Command command)
    {
        foreach (var (option, _) in _texts)
            command.Options.Add(option);
        command.Options.Add(_since);
        command.Options.Add(_until);
    }

    /// <summary>The query of a request for them.</summary>
    public string Query(ParseResult parsed, IEnumerable<(string Name, string? Value)> more) => None(
        _texts.Select(t => (t.Parameter, parsed.GetValue(t.Option)))
            .Append(("since", Utc(parsed.GetValue(_since))))
            .Append(("until", Utc(parsed.GetValue(_until))))
            .Concat(more));

    /// <summary>The query of a request for all entries.</summary>
    public static string None(IEnumerable<(string Name, string? Value)> more) => "?" + string.Join(
        '&', more.Where(p => p.Value is not null).Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value!)}"));

    private static Option<string?> Text(string name, string description, string helpName) =>
        new(name) { Description = description, HelpName = helpName };

    /// <summary>An option that takes a time, or how long ago.</summary>
    public static Option<string?> Time(string name, string description)
    {
        var option = Text(name, description + ": 2026-11-28, '2026-11-28 10:00', or how long ago, such as 2h or 7d.", "TIME");
        option.Validators.Add(given =>
        {
            if (given.GetValueOrDefault<string?>() is { } text && PlanDuration.Parse(text) is null && Parse(text) is null)
                given.AddError($"{name} '{text}' is not a time: write 2026-11-28, '2026-11-28 10:00', 2h or 7d.");
        });
        return option;
    }

    /// <summary>Times without a zone are in the reader's own, as the listing shows them.</summary>
    public static string? Utc(string? given) =>
        given is not null && PlanDuration.Parse(given) is null && Parse(given) is { } time
            ? time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)
            : given;

    /// <summary>The moment that a time, or how long ago, stands for; null for none.</summary>
    public static DateTimeOffset? Moment(string? given) =>
        given is null ? null
        : PlanDuration.Parse(given) is { } ago ? TimeProvider.System.GetUtcNow() - ago
        : Parse(given);

    private static DateTimeOffset? Parse(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var time) ? time : null;
}
