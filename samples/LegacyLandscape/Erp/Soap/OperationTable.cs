using System.Collections.Frozen;
using System.Xml.Linq;

namespace LegacyLandscape.Erp.Soap;

internal sealed class OperationTable(ItemOperations items, OrderOperations orders)
{
    private readonly FrozenDictionary<string, Operation> operations =
        items.All.Concat(orders.All).ToFrozenDictionary(operation => operation.Name, StringComparer.Ordinal);

    public IReadOnlyList<string> Names => operations.Keys;

    /// <exception cref="SoapFault">There is no such operation, or the SOAPAction names another one.</exception>
    public Operation Find(XElement request, string? soapAction)
    {
        var name = request.Name.Namespace == Namespaces.M ? request.Name.LocalName : "";
        if (!operations.TryGetValue(name, out var operation))
            throw SoapFault.Client($"There is no operation '{request.Name}'.");

        var expected = $"{Namespaces.Service}/{name}";
        if (soapAction?.Trim().Trim('"') != expected)
            throw SoapFault.Client($"The SOAPAction of this request must be \"{expected}\", not {soapAction ?? "absent"}.");

        return operation;
    }
}
