using System.Collections.Immutable;
using System.Xml;
using Hub.ServiceKit.Problems;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Mapping;

/// <summary>
/// A path such as <c>Lines/Line/@No</c>, followed through the schema; <c>.</c> is the place itself, and with <c>./</c> before it
/// a name is one also where the plan has a word like it: <c>./at</c>.
/// </summary>
/// <param name="Properties">The properties passed.</param>
/// <param name="Type">What stands at its end.</param>
/// <param name="Repeats">Whether that is a list.</param>
/// <param name="Problem">Why it leads nowhere, or null.</param>
internal sealed record LegacyPath(ImmutableArray<string> Properties, TypeShape Type, bool Repeats, string? Problem = null)
{
    private const int MostNamed = 15;

    public static LegacyPath Follow(string path, TypeShape root, string contractFile)
    {
        var here = new LegacyPath([], root, Repeats: false);
        foreach (var property in path == "." ? [] : Split(path.StartsWith("./", StringComparison.Ordinal) ? path[2..] : path))
        {
            if (here.Repeats)
                return here with { Problem = $"'{here.Properties[^1]}' in '{path}' is a list: reach into it with each" };
            var members = here.Type.Members().ToList();
            var member = members.FirstOrDefault(m => m.Property == property) ?? ActualType(property, here.Type);
            if (member is null)
            {
                var meant = Spelling.DidYouMean(property, members.Select(m => m.Property));
                return here with
                {
                    Problem = $"{Named(property, path)} is not in {contractFile}{In(here.Type)}"
                        + (meant.Length > 0 ? meant : Known(members)),
                };
            }

            here = new LegacyPath([.. here.Properties, property], member.Type, member.Repeats);
        }

        return here;
    }

    // Which of the types that may stand here does.
    private static MemberShape? ActualType(string property, TypeShape type)
    {
        if (property != "@type" || type.Derived.Count == 0)
            return null;
        var text = new TypeShape(new XmlQualifiedName("@type"));
        text.Complete(SimpleValue.Any, [], ContentModel.Empty, isAbstract: false);
        return new MemberShape(property, text, Repeats: false);
    }

    // Qualified names, {namespace}local, have slashes of their own.
    private static IEnumerable<string> Split(string path)
    {
        var (start, inName) = (0, false);
        for (var i = 0; i < path.Length; i++)
        {
            inName = path[i] switch { '{' => true, '}' => false, _ => inName };
            if (path[i] != '/' || inName)
                continue;
            yield return path[start..i];
            start = i + 1;
        }

        yield return path[start..];
    }

    private static string Named(string property, string path) => property == path ? $"'{property}'" : $"'{property}' of '{path}'";

    private static string Known(IReadOnlyList<MemberShape> members) => members.Count == 0
        ? ", which has no fields"
        : $"; its fields are {string.Join(", ", members.Take(MostNamed).Select(m => m.Property))}"
            + (members.Count > MostNamed ? ", …" : "");

    private static string In(TypeShape type) => type.Name.IsEmpty ? "" : $", type {type.Name.Name}";
}
