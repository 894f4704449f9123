using System.Collections.Immutable;
using System.Text;
using Hub.Importing.Writing;

namespace Hub.Importing.Proposing;

/// <summary>A route and the resource that answers it, as they will stand in the files.</summary>
/// <param name="Id">The route's id.</param>
/// <param name="Method">Its method.</param>
/// <param name="Path">Its path pattern.</param>
/// <param name="Call">The operation called.</param>
internal sealed record RouteDraft(string Id, string Method, string Path, string Call)
{
    /// <summary>Said above it, for people.</summary>
    public string? Words { get; init; }

    /// <summary>The <c>in</c>, or null for none.</summary>
    public string? In { get; init; }

    /// <summary>The <c>out</c>, or null for none.</summary>
    public string? Out { get; init; }

    /// <summary>What can be named in the answer, said below <c>out</c>.</summary>
    public string? Fields { get; init; }

    /// <summary>The <c>faults</c>, or a comment in their place; null for none.</summary>
    public string? Faults { get; init; }

    /// <summary>What a caller has to give in the path or the query.</summary>
    public ImmutableArray<string> Asks { get; init; } = [];

    /// <summary>Whether a body is sent although nothing is changed.</summary>
    public bool ReadsByBody { get; init; }

    public bool Writes => Method != "GET" && !ReadsByBody;

    public string Match => $"{Method} {Path}";

    /// <summary>The route as an entry of <c>routes</c>.</summary>
    public string Route => $"  {YamlText.Scalar(Id)}: {Match}\n";

    /// <summary>The resource as an entry of <c>resources</c>.</summary>
    public string Resource
    {
        get
        {
            var text = new StringBuilder();
            if (Words is not null)
                text.Append(YamlText.Comment(Words, 2)).Append('\n');
            text.Append($"  {YamlText.Scalar(Id)}:\n    call: {YamlText.Scalar(Call)}\n");
            if (ReadsByBody)
                text.Append("    write: false\n");
            if (In is not null)
                text.Append($"    in:   {In}\n");
            if (Out is not null)
                text.Append($"    out:  {Out}\n");
            if (Fields is not null)
                text.Append(YamlText.Comment(Fields, 4)).Append('\n');
            if (Faults is not null)
                text.Append($"    {Faults}\n");
            return text.ToString();
        }
    }
}
