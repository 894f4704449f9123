using System.Xml.Linq;
using Hub.Soap.Xml;

namespace Hub.Soap.Xsd;

/// <summary>
/// Schemas in the drafts of 1999 and 2000, which Apache SOAP, SOAP::Lite and Microsoft's first toolkit wrote and some of them
/// still answer to: read as what became of them (https://www.w3.org/TR/2001/REC-xmlschema-0-20010502/).
/// </summary>
internal static class DraftSchemas
{
    private static readonly XNamespace Xs = SoapNamespaces.Schema;
    private static readonly string[] Drafts =
        ["http://www.w3.org/1999/XMLSchema", "http://www.w3.org/2000/08/XMLSchema", "http://www.w3.org/2000/10/XMLSchema"];

    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        ["timeInstant"] = "dateTime", ["timeDuration"] = "duration", ["recurringDuration"] = "string", ["timePeriod"] = "string",
        ["recurringDate"] = "gMonthDay", ["recurringDay"] = "gDay", ["month"] = "gYearMonth",
        ["year"] = "gYear", ["century"] = "string",
        ["uriReference"] = "anyURI", ["uri"] = "anyURI", ["binary"] = "base64Binary",
        ["ur-type"] = "anyType", ["real"] = "double", ["number"] = "decimal", ["CDATA"] = "normalizedString",
    };

    public static bool IsDraft(string space) => Drafts.Contains(space, StringComparer.Ordinal);

    /// <summary>Puts a document that names a draft into today's words.</summary>
    /// <returns>The draft it was written in, or null.</returns>
    public static string? Translate(XElement root)
    {
        var elements = root.DescendantsAndSelf().ToList();
        var draft = elements.Attributes().FirstOrDefault(a => a.IsNamespaceDeclaration && IsDraft(a.Value))?.Value;
        if (draft is null)
            return null;
        var used = false;
        // The names first: they are told by the prefixes as they were.
        foreach (var element in elements)
            foreach (var name in element.Attributes().Where(a => !a.IsNamespaceDeclaration))
                used |= Rename(element, name);
        foreach (var element in elements)
        {
            if (IsDraft(element.Name.NamespaceName))
                (element.Name, used) = (Xs + element.Name.LocalName, true);
            foreach (var attribute in element.Attributes().Where(a => IsDraft(Space(a.Value))).ToList())
                attribute.Value = attribute.Value.Replace(
                    Space(attribute.Value), SoapNamespaces.Schema, StringComparison.Ordinal);
        }

        foreach (var element in root.DescendantsAndSelf().Where(e => e.Name.Namespace == Xs).ToList())
            Rewrite(element);
        return used ? draft : null;
    }

    // Also the instance's namespace, which goes with it.
    private static string Space(string text) =>
        text.EndsWith("-instance", StringComparison.Ordinal) ? text[..^"-instance".Length] : text;

    private static bool Rename(XElement element, XAttribute attribute)
    {
        var text = attribute.Value.Trim();
        if (SchemaNames.Resolve(element, text) is not { } name || !IsDraft(name.Namespace)
            || attribute.Name.LocalName is not ("type" or "base" or "ref" or "arrayType" or "itemType"))
            return false;
        var bracket = name.Name.IndexOf('[', StringComparison.Ordinal);
        var (local, rest) = bracket < 0 ? (name.Name, "") : (name.Name[..bracket], name.Name[bracket..]);
        if (Types.TryGetValue(local, out var today))
            attribute.Value = text[..^name.Name.Length] + today + rest;
        return true;
    }

    private static void Rewrite(XElement element)
    {
        switch (element.Name.LocalName)
        {
            case "element" or "any" or "choice" or "sequence" or "group" when (string?)element.Attribute("maxOccurs") == "*":
                element.SetAttributeValue("maxOccurs", "unbounded");
                break;
            case "attribute":
                RewriteAttribute(element);
                break;
            case "complexType":
                RewriteType(element);
                break;
            case "encoding" or "period" or "duration":
                element.Remove();
                break;
            case "precision" or "scale":
                element.Name = Xs + (element.Name.LocalName == "scale" ? "fractionDigits" : "totalDigits");
                break;
        }
    }

    private static void RewriteAttribute(XElement attribute)
    {
        var use = (string?)attribute.Attribute("use") ?? ((string?)attribute.Attribute("minOccurs") == "1" ? "required" : null);
        if (use is "default" or "fixed")
            attribute.SetAttributeValue(use, (string?)attribute.Attribute("value"));
        foreach (var word in new[] { "minOccurs", "maxOccurs", "value" })
            attribute.SetAttributeValue(word, null);
        attribute.SetAttributeValue("use", use is "required" or "optional" or "prohibited" ? use : null);
    }

    // A base and its kind were attributes, and elements stood in the type itself.
    private static void RewriteType(XElement type)
    {
        var (@base, content) = ((string?)type.Attribute("base"), (string?)type.Attribute("content"));
        var by = (string?)type.Attribute("derivedBy") ?? "extension";
        foreach (var word in new[] { "base", "derivedBy", "content" })
            type.SetAttributeValue(word, null);
        if (content == "mixed")
            type.SetAttributeValue("mixed", "true");
        if (type.Elements().Where(e => e.Name == Xs + "element" || e.Name == Xs + "any").ToList() is { Count: > 0 } loose)
        {
            var sequence = new XElement(Xs + "sequence");
            loose[0].AddBeforeSelf(sequence);
            loose.Remove();
            sequence.Add(loose);
        }

        if (@base is null)
            return;
        var inner = type.Elements().Where(e => e.Name != Xs + "annotation").ToList();
        inner.Remove();
        type.Add(new XElement(
            Xs + (content == "textOnly" ? "simpleContent" : "complexContent"),
            new XElement(Xs + by, new XAttribute("base", @base), inner)));
    }
}
