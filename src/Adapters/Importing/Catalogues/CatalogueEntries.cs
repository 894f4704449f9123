using System.Collections.Immutable;
using Hub.Importing.Writing;

namespace Hub.Importing.Catalogues;

/// <summary>What a database says of itself.</summary>
/// <param name="Tables">Tables and views.</param>
/// <param name="Routines">Procedures and functions.</param>
internal sealed record Catalogue(ImmutableArray<CatalogueTable> Tables, ImmutableArray<CatalogueRoutine> Routines);

/// <summary>A table or a view.</summary>
/// <param name="Schema">Its schema; null where the database has none.</param>
/// <param name="Name">Its name.</param>
/// <param name="IsView">Whether it is a view.</param>
internal sealed record CatalogueTable(string? Schema, string Name, bool IsView)
{
    /// <summary>Whether whoever imports may read it.</summary>
    public bool Readable { get; init; } = true;

    /// <summary>What somebody wrote about it, or null.</summary>
    public string? Words { get; init; }

    /// <summary>Where entity tags come from, where the database counts versions by itself: <c>xmin</c>; or null.</summary>
    public string? Version { get; init; }

    public ImmutableArray<CatalogueColumn> Columns { get; init; } = [];

    /// <summary>The columns of its primary key, or of another one that is as good; none where there is none.</summary>
    public ImmutableArray<string> Key { get; init; } = [];

    /// <summary>Columns of an index, or that refer to another table.</summary>
    public ImmutableHashSet<string> Indexed { get; init; } = [];
}

/// <summary>A column, a parameter, or a column of a result.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shown">Its type as the database writes it.</param>
/// <param name="Type">The type the plan has for it, or null.</param>
/// <param name="Nullable">Whether it may be NULL; of a parameter, left out.</param>
internal sealed record CatalogueColumn(string Name, string Shown, string? Type, bool Nullable)
{
    /// <summary>Whether the database sets it.</summary>
    public bool Generated { get; init; }

    /// <summary>Whether the database sets it unless it is told.</summary>
    public bool Defaulted { get; init; }

    /// <summary>Whether its values can be compared and put in an order.</summary>
    public bool Orderable { get; init; } = true;

    /// <summary>Whether the database changes it with every change of the row.</summary>
    public bool IsRowVersion { get; init; }

    /// <summary>The only values it has, by an enumeration or a CHECK; none where any of its type may be.</summary>
    public ImmutableArray<string> Values { get; init; } = [];

    /// <summary>As the plan writes its type.</summary>
    public string Declared => Values.IsEmpty
        ? Typed
        : $"{{ type: {Typed}, values: {YamlText.List(Values, 6, used: Typed.Length + 24)} }}";

    // Quoted, as some readers of YAML take a question mark for a key.
    private string Typed => Nullable ? $"\"{Type}?\"" : Type!;
}

/// <summary>A procedure or a function.</summary>
/// <param name="Schema">Its schema.</param>
/// <param name="Name">Its name.</param>
/// <param name="IsFunction">Whether it is a function.</param>
/// <param name="Writes">Whether it may change something: whatever does not say that it only reads.</param>
internal sealed record CatalogueRoutine(string? Schema, string Name, bool IsFunction, bool Writes)
{
    public string? Words { get; init; }

    /// <summary>Why it cannot be called, or null.</summary>
    public string? Problem { get; init; }

    public ImmutableArray<CatalogueColumn> In { get; init; } = [];

    public ImmutableArray<CatalogueColumn> InOut { get; init; } = [];

    public ImmutableArray<CatalogueColumn> Out { get; init; } = [];

    /// <summary>The single value it returns, or null.</summary>
    public CatalogueColumn? Returns { get; init; }

    /// <summary>Whether it gives any number of rows, and not one.</summary>
    public bool Many { get; init; }

    /// <summary>The columns of the rows it gives; none where it gives none.</summary>
    public ImmutableArray<CatalogueColumn> Rows { get; init; } = [];
}
