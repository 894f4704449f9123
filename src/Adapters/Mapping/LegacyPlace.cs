using System.Collections.Immutable;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Mapping;

/// <summary>What stands at a binding's place in a legacy document.</summary>
/// <param name="Within">The type it is a property of; null for the document itself.</param>
/// <param name="Type">Its type.</param>
/// <param name="Repeats">Whether it is a list.</param>
/// <param name="Always">Whether it is there wherever the document is.</param>
/// <param name="Nullable">Whether it may be null.</param>
internal sealed record LegacyPlace(TypeShape? Within, TypeShape Type, bool Repeats, bool Always, bool Nullable)
{
    /// <summary>Follows properties from a document's type, or null where the schema does not say what is there.</summary>
    public static LegacyPlace? Follow(TypeShape root, ImmutableArray<string> properties)
    {
        var here = new LegacyPlace(null, root, Repeats: false, Always: true, Nullable: false);
        foreach (var property in properties)
        {
            if (here.Type.Members().FirstOrDefault(m => m.Property == property) is not { } member)
                return null;
            here = new LegacyPlace(
                here.Type,
                member.Type,
                member.Repeats,
                here.Always && IsAlways(here.Type, property),
                here.Nullable || here.Type.Content.ByProperty.GetValueOrDefault(property)?.Element.Nillable == true);
        }

        return here;
    }

    /// <summary>
    /// Elements that stand in every instance, as often as they say; what stands in a choice is up to the writer.
    /// </summary>
    public static IEnumerable<ElementParticle> Fixed(Particle particle) => particle switch
    {
        ElementParticle element => [element],
        GroupParticle { Choice: false, Min: > 0 } group => group.Items.SelectMany(Fixed),
        _ => [],
    };

    private static bool IsAlways(TypeShape type, string property) =>
        property == "$value" || type.Attributes.Any(a => a.Property == property && a.Required)
        || Fixed(type.Content.Root).Any(e => e.Property == property && e.Min > 0);
}
