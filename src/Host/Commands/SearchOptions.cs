using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Hub.Host.Shell;

namespace Hub.Host.Commands;

/// <summary>The options that say which parked changes, or which conflicts, are meant.</summary>
/// <param name="acts">Whether something is done to them: then <c>--reason</c> says why, and not which.</param>
/// <param name="ofParked">Whether they are parked changes, which have a reason to search by.</param>
/// <param name="above">The listing's link, which may stand before the act: <c>parked customers replay</c>.</param>
internal sealed class SearchOptions(bool acts, bool ofParked, Argument<string?>? above = null)
{
    private readonly Option<string?> _link = new("--link")
    {
        Description = "Those of this link, such as customers.", HelpName = "LINK",
    };

    private readonly Option<string?> _key = new("--key")
    {
        Description = ofParked
            ? "Those of this record: its key on the side that the change comes from."
            : "Those of this record: its key on either side.",
        HelpName = "KEY",
    };

    private readonly Option<string?> _reason = new(acts ? "--where-reason" : "--reason")
    {
        Description = "Those whose reason contains this text.", HelpName = "TEXT",
    };

    private readonly Option<string?> _field = new("--field")
    {
        Description = "Those of this field, or of one within it, such as creditLimit or address.", HelpName = "FIELD",
    };

    private readonly Option<string?> _since = AuditFilters.Time("--since", "Those from this time on");

    private readonly Option<bool> _all = new("--all") { Description = "All there are." };

    private readonly Option<string?> _after = new("--after")
    {
        Description = "Those after the one with this id.", HelpName = "ID",
    };

    private readonly Option<int> _limit = new Option<int>("--limit")
    {
        Description = "How many rows, up to 10000.", HelpName = "N", DefaultValueFactory = _ => 100,
    }.Between(1, 10_000);

    /// <summary>How many rows of a listing are wanted.</summary>
    public int Limit(ParseResult parsed) => parsed.GetValue(_limit);

    public void AddTo(Command command)
    {
        if (acts)
        {
            command.Options.Add(_link);
            command.Options.Add(_all);
        }
        else
        {
            command.Options.Add(_after);
            command.Options.Add(_limit);
        }

        command.Options.Add(_key);
        command.Options.Add(_since);
        command.Options.Add(ofParked ? _reason : _field);
    }

    /// <summary>Refuses a command that names neither one by its id nor many by a search, or both.</summary>
    public void CheckEither(Command command, Argument<string?> id) => command.Validators.Add(result =>
    {
        var searches = Searches(result);
        if (Above(result) is { } before && result.GetValue(_link) is { } after && before != after)
            result.AddError($"Two links are named, '{before}' and '{after}': leave one out.");
        if (result.GetValue(id) is null && !searches && !result.GetValue(_all))
            result.AddError($"Which are meant? Name one by its id, or many by {Names()}; --all means all of them.");
        else if (result.GetValue(id) is not null && (searches || result.GetValue(_all)))
            result.AddError($"An id names a single one: leave it out, or leave out {Names()} and --all.");
        else if (searches && result.GetValue(_all))
            result.AddError($"--all means all of them: leave it out, or leave out {Names()}.");
    });

    /// <summary>The query of a request for them.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="link">The link, where an argument names it.</param>
    public string Query(ParseResult parsed, string? link = null) => AuditFilters.None(
    [
        ("link", link ?? (acts ? parsed.GetValue(_link) ?? (above is null ? null : parsed.GetValue(above)) : null)),
        ("key", parsed.GetValue(_key)),
        ("field", ofParked ? null : parsed.GetValue(_field)),
        ("reason", ofParked ? parsed.GetValue(_reason) : null),
        ("since", AuditFilters.Utc(parsed.GetValue(_since))),
    ]);

    /// <summary>The query of a request for a page of them: a row more than is shown tells whether there are others.</summary>
    public string PageQuery(ParseResult parsed, string? link)
    {
        var rows = Math.Min(Limit(parsed) + 1, 10_000).ToString(CultureInfo.InvariantCulture);
        var page = AuditFilters.None([("after", parsed.GetValue(_after)), ("limit", rows)]);
        var query = Query(parsed, link);
        return query == "?" ? page : $"{query}&{page[1..]}";
    }

    /// <summary>Says that nothing was found, and that it was searched for where it was.</summary>
    public string Empty(ParseResult parsed, string? link, string nothing) =>
        Query(parsed, link) == "?" && parsed.GetValue(_after) is null ? $"{nothing}." : $"{nothing} that this search finds.";

    private bool Searches(CommandResult result) =>
        Above(result) is not null || result.GetValue(_link) is not null || result.GetValue(_key) is not null
        || result.GetValue(_since) is not null
        || result.GetValue(ofParked ? _reason : _field) is not null;

    private string? Above(CommandResult result) => above is null ? null : result.GetValue(above);

    private string Names() => ofParked ? "--link, --key, --where-reason or --since" : "--link, --key, --field or --since";
}
