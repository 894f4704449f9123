using System.Collections;

namespace Hub.Platform.Plan;

/// <summary>
/// The fields that a map of the plan may have. Its reader takes names, words and bounds from here, and so does the JSON Schema
/// for editors: a field that only one of them knows cannot come to be.
/// </summary>
/// <param name="name">What the schema calls it: <c>route</c>.</param>
/// <param name="required">The fields that have to be there.</param>
public sealed class PlanShape(string name, params IReadOnlyList<string> required) : IEnumerable<PlanField>
{
    private readonly List<PlanField> _fields = [];

    /// <summary>What the schema calls it.</summary>
    public string Name { get; } = name;

    /// <summary>The fields that have to be there.</summary>
    public IReadOnlyList<string> Required { get; } = required;

    /// <summary>What stands under any other name; null where no other name is known.</summary>
    public PlanValue? Others { get; init; }

    /// <summary>Its fields, where <see cref="Others"/> is said beside them.</summary>
    public IReadOnlyList<PlanField> Fields
    {
        init => Add(value);
    }

    /// <summary>The names of the fields, in the order in which messages list them.</summary>
    public IReadOnlyList<string> Names { get; private set; } = [];

    /// <summary>Adds a field.</summary>
    public void Add(string field, PlanValue value, string? description = null)
    {
        _fields.Add(new PlanField(field, value, description));
        Names = [.. _fields.Select(f => f.Name)];
    }

    /// <summary>Adds the fields of another shape.</summary>
    public void Add(IEnumerable<PlanField> fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        foreach (var field in fields)
            Add(field.Name, field.Value, field.Description);
    }

    /// <summary>Returns what stands in a field.</summary>
    public PlanValue Of(string field) => _fields.First(f => f.Name == field).Value;

    /// <summary>Whether there is such a field.</summary>
    public bool Has(string field) => _fields.Exists(f => f.Name == field);

    /// <inheritdoc />
    public IEnumerator<PlanField> GetEnumerator() => _fields.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>One field of a map.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">What stands in it.</param>
/// <param name="Description">What it is for, in a sentence.</param>
public sealed record PlanField(string Name, PlanValue Value, string? Description);
