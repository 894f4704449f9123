using System.Collections.Immutable;

namespace Hub.Soap.Shapes;

/// <summary>
/// Elements or attributes that a type leaves open (<c>xs:any</c>, <c>xs:anyAttribute</c>): which namespaces they may have.
/// </summary>
/// <param name="Target">The namespace of the schema it stands in.</param>
/// <param name="Namespaces">As the schema writes them: <c>##any</c>, <c>##other</c>, or a list.</param>
internal sealed record Wildcard(string Target, ImmutableArray<string> Namespaces)
{
    public static Wildcard Everything { get; } = new("", ["##any"]);

    public bool Admits(string space)
    {
        foreach (var admitted in Namespaces)
        {
            var fits = admitted switch
            {
                "##any" => true,
                "##other" => space.Length > 0 && space != Target,
                "##targetNamespace" => space == Target,
                "##local" => space.Length == 0,
                _ => space == admitted,
            };
            if (fits)
                return true;
        }

        return false;
    }
}
