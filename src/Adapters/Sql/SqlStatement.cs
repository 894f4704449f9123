using System.Collections.Immutable;
using Hub.Soap.Outcomes;

namespace Hub.Adapters.Sql;

/// <summary>One statement with its values beside it.</summary>
/// <param name="Text">Text of the plan's, or made of the plan's names; nothing of a request is ever in it.</param>
/// <param name="Parameters">Its values, and where its outputs go.</param>
internal sealed record SqlStatement(string Text, ImmutableArray<SqlParameter> Parameters);

/// <summary>A request to a database, ready to run; every attempt runs all of it again.</summary>
/// <param name="Statements">What will be said, in order; the later ones where the earlier ones let it come to that.</param>
/// <param name="RunAsync">Says it, within one connection and, where it writes, within one transaction.</param>
internal sealed record SqlWork(ImmutableArray<SqlStatement> Statements, Func<SqlSession, Task<SystemOutcome>> RunAsync)
{
    /// <summary>The kind of fault after which it may do better, beside conflicts; or null.</summary>
    public string? AgainAfter { get; init; }

    /// <summary>Whether it is rolled back however it ends, as it is a rehearsal.</summary>
    public bool TakenBack { get; init; }
}

/// <summary>A row's value as the database itself writes it, to be compared with its column and with nothing else.</summary>
/// <param name="Text">In the provider's own notation, as it gave it.</param>
internal sealed record SqlRaw(string Text);
