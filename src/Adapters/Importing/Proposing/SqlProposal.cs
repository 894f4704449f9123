using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using Hub.Importing.Catalogues;
using Hub.Importing.Writing;
using Hub.Platform.Plan;

namespace Hub.Importing.Proposing;

/// <summary>
/// Proposes a system and a capability for a database: its tables and views read-only, its routines as they are.
/// </summary>
internal sealed class SqlProposal
{
    private readonly ImportTarget _target;
    private readonly SqlSource _source;
    private readonly SqlConnection _connection;
    private readonly List<ImportNote> _notes = [];
    private readonly List<SqlTableText> _tables = [];
    private readonly List<SqlRoutineText> _routines = [];

    public SqlProposal(
        ImportTarget target, SqlSource source, SqlConnection connection, ICatalogue kind, Catalogue catalogue)
    {
        (_target, _source, _connection) = (target, source, connection);
        var (names, taken) = (new RouteNames(target.Capability), new HashSet<string>(StringComparer.Ordinal));
        var twice = catalogue.Tables
            .Select(t => (t.Schema, t.Name))
            .Concat(catalogue.Routines.Select(r => (r.Schema, r.Name)).Distinct())
            .Where(e => Wanted(e.Schema, e.Name))
            .CountBy(e => Words.Kebab(Words.Of(e.Name)))
            .Where(n => n.Value > 1)
            .Select(n => n.Key)
            .ToHashSet();
        foreach (var table in catalogue.Tables.Where(t => Wanted(t.Schema, t.Name)))
        {
            if (!table.Readable)
                Skip(Place(table.Schema, table.Name), "you may not read it");
            else if (table.Columns.IsEmpty)
                Skip(Place(table.Schema, table.Name), "it has no columns that you may read");
            else if (SqlTableText.Of(table, Key(table.Schema, table.Name), names, _notes) is { } text)
                _tables.Add(text);
        }

        foreach (var routine in catalogue.Routines.Where(r => Wanted(r.Schema, r.Name)))
        {
            if (SqlRoutineText.Problem(routine, lowerCase: kind is PostgresCatalogue) is { } problem)
                Skip(Place(routine.Schema, routine.Name), problem);
            else
                _routines.Add(SqlRoutineText.Of(routine, Key(routine.Schema, routine.Name), kind.Refusal, names, _notes));
        }

        // The schema is told where a name is in several.
        string Key(string? schema, string name)
        {
            var key = Words.Kebab(Words.Of(name));
            if (schema is not null && schema != kind.DefaultSchema && twice.Contains(key))
                key = Words.Kebab(Words.Of(schema).Concat(Words.Of(name)));
            return Enumerable.Range(1, 10_000).Select(n => n == 1 ? key : $"{key}-{n}").First(taken.Add);
        }
    }

    private bool IsNamed => _source.Schemas.Count + _source.Tables.Count > 0;

    /// <exception cref="ImportRefusedException">Nothing is left to propose.</exception>
    public Proposal Make()
    {
        if (_tables.Count + _routines.Count == 0)
            throw new ImportRefusedException(_notes.Count == 0
                ? "The database has no table, view or routine"
                    + (IsNamed ? " that --schema and --tables name: see what it has with --dry-run and neither of them." : ".")
                : $"Nothing can be imported: {string.Join("; ", _notes.Take(5).Select(n => $"{n.About}: {n.Text}"))}.")
            {
                IsUsage = _notes.Count == 0 && IsNamed,
            };
        // References of the caller's own stay as they are typed, and read what the caller may read.
        var references = _connection.Variable is { } variable
            ? new PlanReferences(new Dictionary<string, string> { [variable.Name] = _connection.Value })
            : _source.References;
        for (var again = true; again;)
        {
            again = false;
            var routes = Routes.ToList();
            var faults = ProposalCheck.Faults(
                Files(), [.. routes.Select(r => r.Id), .. _tables.Select(t => t.Key), .. _routines.Select(r => r.Key)],
                references);
            foreach (var name in faults.Select(f => f.Key).Where(k => k.Length > 0))
            {
                // What a route calls goes with it: a table that the hub cannot read has none.
                var gone = _tables.RemoveAll(t => t.Key == name || t.Routes.Any(r => r.Id == name))
                    + _routines.RemoveAll(r => r.Key == name || r.Route.Id == name);
                again |= gone > 0;
                if (gone > 0)
                    Skip(name, faults[name].First());
            }

            foreach (var fault in again ? [] : faults[""].Distinct(StringComparer.Ordinal))
                Skip(_target.System, $"the proposal has a fault of its own: {fault}");
        }

        TellGuesses();
        return new Proposal(
            Files(),
            [.. Routes.Select(r => new ImportedOperation(r.Call, r.Writes, r.Id, r.Match))],
            [.. _notes.Distinct()],
            _connection.Variable is null ? [] : [_connection.Variable]);
    }

    private IEnumerable<RouteDraft> Routes => _tables.SelectMany(t => t.Routes).Concat(_routines.Select(r => r.Route));

    private ImmutableSortedDictionary<string, byte[]> Files()
    {
        var text = new StringBuilder($"{PlanFileKinds.CommentFor("system", depth: 1)}\n");
        text.Append($"# {_target.System}, by SQL in its own database.\n");
        text.Append("# Proposed by ./hub import sql and meant to be edited: a later import keeps what you changed.\n");
        text.Append($"system: {_target.System}\nsql:\n"
            + $"  provider: {_source.Provider}\n  connection: {YamlText.Quoted(_connection.Written)}\n");
        text.Append(
            "limits: { concurrency: 4, timeout: 10s }      # what the hub may ask of it at once, and how long it waits\n");
        if (_tables.Find(t => t.IsKeyed) is { } keyed)
        {
            text.Append(
                "\n# Read-only: take the '#' from write: where the hub may change rows, and add routes that do, such as\n");
            text.Append($"#   {_target.Capability}.{keyed.Key}.update: {{ call: "
                + $"{keyed.Key}.update, in: {{ same: body, … }}, out: {{ same: true }} }}\n");
            text.Append("# filter: is what a list may be narrowed by; proposed are the columns of its indexes.\n");
        }

        if (_tables.Any(t => !t.IsKeyed))
            text.Append("\n# What has no key (key: none) is only listed, in the order of all columns and in pages by position: "
                + "rows that come\n# or go meanwhile move the others. Name the columns that tell its rows apart, where there "
                + "are some.\n");
        if (_tables.Count > 0)
            text.Append("tables:\n").AppendJoin("", _tables.Select(t => t.Text));
        if (_routines.Count > 0)
            text.Append("\noperations:\n").AppendJoin("", _routines.Select(r => r.Text));
        text.Append($"\n# One for each route of capabilities/{_target.Capability}.yaml. "
            + "same: true takes a row as it is; name its columns to\n");
        text.Append("# give them names of your own, as in out: { same: true, id: INVNO }.\n");
        text.Append("resources:\n").AppendJoin("", Routes.Select(r => r.Resource));
        return Proposal.NoFiles
            .Add($"systems/{_target.System}.yaml", Proposal.Bytes(text.ToString()))
            .Add($"capabilities/{_target.Capability}.yaml", Proposal.Bytes(CapabilityText.Of(_target, inside: true, Routes)));
    }

    private void TellGuesses()
    {
        var writing = _routines.Where(r => r.Route.Writes).Select(r => r.Key).ToList();
        if (writing.Count > 0)
            _notes.Add(new ImportNote(
                ImportNoteKind.Guessed,
                "write",
                $"of routines that do not say that they only read: {string.Join(", ", writing)}"));
        var unkeyed = _tables.Where(t => !t.IsKeyed).Select(t => t.Key).ToList();
        if (unkeyed.Count > 0)
            _notes.Add(new ImportNote(
                ImportNoteKind.Guessed,
                "no key",
                $"what has none is only listed, in the order of all columns: {string.Join(", ", unkeyed)}"));
    }

    private bool Wanted(string? schema, string name) =>
        (_source.Schemas.Count == 0 || _source.Schemas.Contains(schema ?? "", StringComparer.OrdinalIgnoreCase))
        && (_source.Tables.Count == 0 || _source.Tables.Any(p => Matches(p, name) || Matches(p, Place(schema, name))));

    private static bool Matches(string pattern, string name) => Regex.IsMatch(
        name,
        $"^{Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal)}\\z",
        RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.NonBacktracking,
        Regex.InfiniteMatchTimeout);

    private static string Place(string? schema, string name) => schema is null ? name : $"{schema}.{name}";

    private void Skip(string about, string text) => _notes.Add(new ImportNote(ImportNoteKind.Skipped, about, text));
}
