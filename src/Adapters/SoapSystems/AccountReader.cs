using System.Collections.Frozen;
using System.Xml;
using Hub.Platform.Plan;
using Hub.ServiceKit.Problems;
using Hub.Soap.Contracts;
using Hub.Soap.Headers;
using Hub.Soap.Messages;
using Hub.Soap.Shapes;
using Hub.Soap.Xsd;

namespace Hub.Adapters.SoapSystems;

/// <summary>Reads <c>credentials: { header: …, with: … }</c> of a SOAP system.</summary>
internal sealed class AccountReader(SoapContract contract, PlanErrors errors)
{
    /// <param name="credentials">The section.</param>
    /// <returns>Null, with an error, when it cannot be used.</returns>
    public AccountHeader? Read(PlanNode credentials)
    {
        if (credentials["header"] is not { } header)
            return null;
        var declared = contract.Operations.Values.SelectMany(o => o.Input.Headers).ToList();
        var name = header.Text ?? "";
        var found = declared.Select(h => h.Element).DistinctBy(e => e.Name)
            .Where(e => e.Name.Name == name || SchemaNotes.Qualified(e.Name) == name).ToList();
        if (found is not [var shape])
        {
            errors.Add(header, found.Count > 1
                ? $"{contract.File} declares several headers '{name}'; write {SchemaNotes.Qualified(found[0].Name)}"
                : declared.Count == 0 ? $"no operation of {contract.File} declares a header"
                : $"no operation of {contract.File} declares a header '{name}'"
                    + Spelling.DidYouMean(name, declared.Select(h => h.Property).Distinct(StringComparer.Ordinal)));
            return null;
        }

        if (credentials["with"] is not { } with)
        {
            var fields = string.Join(", ", shape.Type.Members().Select(f => f.Property));
            errors.Add(header, $"'with' is missing: what stands in {name}{(fields.Length > 0 ? $" ({fields})" : "")}");
            return null;
        }

        var before = errors.Count;
        var content = WrittenValues.Read(with, errors, shape.Name.Name);
        WrittenValues.Report(with, Faults(shape, JsonText.Of(content)), $"header '{name}' cannot be written so", errors);
        return errors.Count > before ? null : new AccountHeader(
            shape, content, [.. SecretsIn(credentials)],
            declared.Where(h => h.Element.Name == shape.Name).Select(h => h.Property).ToFrozenSet(StringComparer.Ordinal));
    }

    /// <summary>What of a system's <c>credentials</c> stands in such a block and is secret.</summary>
    public static IEnumerable<string> SecretsIn(PlanNode? credentials) =>
        WrittenValues.Secrets(credentials?["with"], credentials?["header"]?.Text ?? "");

    private static IReadOnlyList<DocumentError> Faults(ElementShape shape, JsonText content)
    {
        using var nowhere = XmlWriter.Create(Stream.Null);
        var xml = new JsonToXml(nowhere);
        xml.Write(shape, content.Root);
        return NearNames.Suggest(xml.Errors);
    }
}
