using System.Collections.Frozen;
using System.Xml.Linq;

namespace LegacyLandscape.Soap;

internal sealed class OperationTable(SoapService service, IEnumerable<IOperations> operations)
{
    private readonly FrozenDictionary<string, Operation> operations =
        operations.SelectMany(part => part.All).ToFrozenDictionary(operation => operation.Name, StringComparer.Ordinal);

    public IReadOnlyList<string> Names => operations.Keys;

    /// <exception cref="SoapFault">There is no such operation, or the SOAP action names another one.</exception>
    public Operation Find(XElement request, HttpRequest http)
    {
        var name = request.Name.NamespaceName == service.Messages ? request.Name.LocalName : "";
        if (!operations.TryGetValue(name, out var operation))
            throw SoapFault.Caller($"There is no operation '{request.Name}'.");

        var expected = service.Action(name);
        var actual = SoapAction.Of(http, service.Version);
        if (actual?.Trim().Trim('"') != expected && (actual is not null || SoapAction.IsRequired(service.Version)))
            throw SoapFault.Caller($"The SOAPAction of this request must be \"{expected}\", not {actual ?? "absent"}.");

        return operation;
    }
}
