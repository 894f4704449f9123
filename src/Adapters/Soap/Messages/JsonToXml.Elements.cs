using System.Text.Json;
using Hub.Soap.Shapes;

namespace Hub.Soap.Messages;

/// <summary>Elements in the schema's order.</summary>
internal sealed partial class JsonToXml
{
    private void WriteElements(TypeShape type, JsonElement value)
    {
        var open = type.Content.Open && TryGet(value, ContentModel.AnyProperty, out var any) ? OpenEntries(any) : null;
        WriteParticle(type.Content.Root, type, value, open);
        for (var i = 0; i < open?.Length; i++)
            if (open[i] is { } left)
                Fail(
                    $"'{OpenName.Of(left.Name.Name, left.Name.Namespace)}' is not admitted here",
                    new DocumentStep(ContentModel.AnyProperty, i));
    }

    private void WriteParticle(Particle particle, TypeShape type, JsonElement value, OpenEntry?[]? open)
    {
        if (particle is ElementParticle element)
            WriteElement(element, type, value);
        else if (particle is GroupParticle { Choice: true } choice)
            WriteChoice(choice, type, value, open);
        else if (particle is GroupParticle group)
        {
            if (group.Min > 0 || IsGiven(group, value, open))
                foreach (var item in group.Items)
                    WriteParticle(item, type, value, open);
        }
        else if (open is not null)
            WriteOpen((AnyParticle)particle, type, open);
    }

    private void WriteElement(ElementParticle particle, TypeShape type, JsonElement value)
    {
        var element = particle.Element;
        if (!value.TryGetProperty(particle.Property, out var node) || (IsNull(node) && !element.Nillable && encoding is null))
        {
            if (particle.Min == 0)
                return;
            if (element.Default is not null && element.Type.IsValue)
                Write(element, JsonText.Of(element.Default).Root);
            else
                FailMissing(new DocumentStep(particle.Property));
            return;
        }

        var isList = particle.Max > 1 || type.Content.ByProperty[particle.Property].Repeats;
        if (!isList)
        {
            _path.Add(new DocumentStep(particle.Property));
            Write(element, node);
            Leave();
        }
        else if (node.ValueKind != JsonValueKind.Array)
        {
            Fail("must be an array", new DocumentStep(particle.Property));
        }
        else
        {
            WriteEntries(particle, node);
        }
    }

    private void WriteEntries(ElementParticle particle, JsonElement entries)
    {
        var count = entries.GetArrayLength();
        if (count < particle.Min)
            Fail(
                $"needs at least {particle.Min} {(particle.Min == 1 ? "entry" : "entries")}",
                new DocumentStep(particle.Property));
        if (count > particle.Max)
            Fail($"has {count} entries, at most {particle.Max} are allowed", new DocumentStep(particle.Property));
        var i = 0;
        foreach (var entry in entries.EnumerateArray())
        {
            _path.Add(new DocumentStep(particle.Property, i++));
            Write(particle.Element, entry);
            Leave();
        }
    }

    private void WriteChoice(GroupParticle choice, TypeShape type, JsonElement value, OpenEntry?[]? open)
    {
        List<string>? given = null;
        foreach (var element in choice.Elements)
            if (IsGiven(element, value) && given?.Contains(element.Property, StringComparer.Ordinal) != true)
                (given ??= []).Add(element.Property);
        if (given is null && !(open is not null && choice.Wildcards.Length > 0))
        {
            if (!choice.MayBeEmpty)
            {
                var properties = choice.Elements.Select(e => e.Property).Distinct(StringComparer.Ordinal);
                Add(DocumentError.NeedsOneOf([.. _path], properties));
            }
            return;
        }

        // Branches may share an element's name; the one that knows all that is given is meant.
        foreach (var branch in choice.Items)
        {
            if (given?.TrueForAll(name => Has(branch, name)) ?? branch is AnyParticle or GroupParticle { Wildcards.Length: > 0 })
            {
                WriteParticle(branch, type, value, open);
                return;
            }
        }

        // Told of each of them, as they may come from different places of a request.
        foreach (var name in given ?? [])
            Add(DocumentError.NotTogether([.. _path, new DocumentStep(name)], given!.Where(other => other != name)));
    }

    private bool IsGiven(GroupParticle group, JsonElement value, OpenEntry?[]? open)
    {
        if (open is not null && group.Wildcards.Length > 0)
            return true;
        foreach (var element in group.Elements)
            if (IsGiven(element, value))
                return true;
        return false;
    }

    private bool IsGiven(ElementParticle element, JsonElement value) =>
        value.TryGetProperty(element.Property, out var node) && (IsNull(node)
            ? element.Element.Nillable || encoding is not null
            : element.Max == 1 || node.ValueKind != JsonValueKind.Array || node.GetArrayLength() > 0);

    private static bool Has(Particle particle, string property) => particle switch
    {
        ElementParticle element => element.Property == property,
        GroupParticle group => group.Elements.Any(e => e.Property == property),
        _ => false,
    };
}
