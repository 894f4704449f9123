using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Hub.Adapters.Sql.Tables;
using Hub.Soap.Outcomes;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Sql;

/// <summary>A statement, a procedure or a function of the plan's, with what goes in and what comes out.</summary>
/// <param name="Name">Its name in the plan.</param>
/// <param name="Text">The statement as it stands in the plan, or the call; nothing is ever put into it.</param>
/// <param name="Write">Whether it changes something.</param>
/// <param name="Parameters">What it takes.</param>
/// <param name="Results">What it gives, in order.</param>
/// <param name="Fault">The column that tells of a fault, or null.</param>
internal sealed record DeclaredOperation(
    string Name, string Text, bool Write, ImmutableArray<SqlField> Parameters, ImmutableArray<SqlResult> Results,
    FaultColumn? Fault)
    : SqlOperation(Name, Write)
{
    /// <summary>The database it is for.</summary>
    public required ISqlProvider Provider { get; init; }

    /// <summary>Parameters that hold something afterwards; they may be inputs too.</summary>
    public ImmutableArray<SqlField> Outputs { get; init; } = [];

    /// <summary>What a procedure returns, or null.</summary>
    public SqlField? Returns { get; init; }

    /// <summary>Whether it calls a routine: how many rows that touched says nothing.</summary>
    public bool IsRoutine { get; init; }

    /// <summary>Whether it gives cursors, each of which is one of its results.</summary>
    public bool Cursors { get; init; }

    public override bool NeedsTransaction => Cursors;

    public override bool MayCommit => IsRoutine;

    /// <summary>Parameters that a routine has values of its own for, where a request leaves them out.</summary>
    public ImmutableArray<string> Defaults { get; init; } = [];

    /// <summary>The call that leaves parameters out.</summary>
    public Func<IReadOnlyCollection<string>, string>? Calling { get; init; }

    public override TypeShape InputType => field ??= SqlField.Combine(
        Name, Parameters.Select(p => (p.Name, p.Shape, Repeats: false, Optional: p.Nullable || MayBeLeftOut(p))));

    public override TypeShape? OutputType => field ??= Shape();

    public override IEnumerable<string> Inputs { get; } = [.. Parameters.Select(p => p.Name)];

    // Parameters that nothing goes into; the same for every call.
    private ImmutableArray<SqlParameter> OutputsOnly => field.IsDefault ? field = ReadOutputsOnly() : field;

    private IEnumerable<SqlField> After => Returns is null ? Outputs : Outputs.Append(Returns);

    private protected override SqlWork? BindKnown(JsonObject document, CursorSeal cursors, List<DocumentError> errors)
    {
        var parameters = ImmutableArray.CreateBuilder<SqlParameter>();
        ImmutableArray<string> omitted = Defaults.IsEmpty ? [] : Omitted(document);
        foreach (var field in Parameters)
        {
            if (omitted.Contains(field.Name, StringComparer.Ordinal))
                continue;
            parameters.Add(new SqlParameter(field.Name, field.Type, Read(field, document, errors, Provider, Provider.HasNaN))
            {
                Output = IsOutput(field),
                // Of a routine's parameters more are texts to a plan than to the database.
                OfColumn = IsRoutine,
            });
        }

        parameters.AddRange(OutputsOnly);
        var statement = new SqlStatement(omitted.IsEmpty ? Text : Calling!(omitted), parameters.ToImmutable());
        return new SqlWork([statement], session => Cursors ? RunCursorsAsync(session, statement) : RunAsync(session, statement));
    }

    // Rows of cursors, or one row with several of them: all are read in the transaction that opened them, as so many statements.
    private async Task<SystemOutcome> RunCursorsAsync(SqlSession session, SqlStatement statement)
    {
        var provider = session.Provider;
        var cursors = await session.RunAsync(statement, async reader =>
        {
            var names = new List<string>();
            while (await reader.ReadAsync(session.Cancellation))
                for (var i = 0; i < reader.FieldCount; i++)
                    if (!reader.IsDBNull(i))
                        names.Add(SqlValue.TextOf(provider.ValueOf(reader, i)));
            return names;
        });
        if (cursors.Count < Results.Length)
            throw new MalformedDocumentException($"there are {cursors.Count} cursors for {Results.Length} results");
        var rows = new SqlStatement(string.Join("; ", cursors.Select(provider.CursorRows)), []);
        return await session.RunAsync(rows, reader => new RowReader(this, provider).ReadAsync(reader, session.Cancellation));
    }

    private async Task<SystemOutcome> RunAsync(SqlSession session, SqlStatement statement)
    {
        var outputs = new JsonObject();
        var outcome = await session.RunAsync(
            statement,
            reader => new RowReader(this, session.Provider).ReadAsync(reader, session.Cancellation),
            (name, value) =>
            {
                var field = After.First(o => o.Name == name);
                if (value is not null)
                    outputs[name] = ReadOutput(field, value);
                else if (field.Nullable)
                    outputs[name] = null;
            });
        return outcome is Answer answer && outputs.Count > 0
            ? answer with { Text = Joined(outputs, answer.Text) }
            : outcome;
    }

    private static JsonNode ReadOutput(SqlField field, object value)
    {
        try
        {
            return SqlValue.ToJson(value, field.Type);
        }
        catch (MalformedDocumentException e)
        {
            throw new UnreadableValueException(field.Name, e.Message).At("outputs", [], []);
        }
    }

    // Outputs come after the last row and stand before it.
    private static JsonText Joined(JsonObject outputs, JsonText? rows) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        foreach (var (name, value) in outputs)
        {
            if (rows?.Root.TryGetProperty(name, out _) == true)
                continue;
            json.WritePropertyName(name);
            JsonText.WriteTo(json, value);
        }

        foreach (var member in rows?.Root.EnumerateObject() ?? default)
            member.WriteTo(json);
        json.WriteEndObject();
    });

    private ImmutableArray<SqlParameter> ReadOutputsOnly()
    {
        var outputs = Outputs.Where(o => !Parameters.Any(p => p.Name == o.Name))
            .Select(o => new SqlParameter(o.Name, o.Type, null) { Output = true });
        return Returns is { } returned
            ? [.. outputs, new SqlParameter(returned.Name, returned.Type, null) { Output = true, Return = true }]
            : [.. outputs];
    }

    private ImmutableArray<string> Omitted(JsonObject document) => [.. Defaults.Where(d => !document.ContainsKey(d))];

    private bool IsOutput(SqlField parameter)
    {
        foreach (var output in Outputs)
            if (output.Name == parameter.Name)
                return true;
        return false;
    }

    private bool MayBeLeftOut(SqlField parameter) => Defaults.Contains(parameter.Name, StringComparer.Ordinal);

    private TypeShape? Shape()
    {
        var members = After.Select(o => (o.Name, o.Shape, Repeats: false, Optional: o.Nullable))
            .Concat(Results.SelectMany(r => r is { Name: null, Many: false }
                ? r.Members(Name)
                : [(r.Name ?? SqlResult.Rows, r.RowShape(Name), r.Many, Optional: false)]))
            .ToList();
        return members.Count == 0 ? null : SqlField.Combine(Name, members);
    }
}
