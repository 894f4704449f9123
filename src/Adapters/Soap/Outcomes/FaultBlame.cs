using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Hub.Soap.Outcomes;

/// <summary>Who is at fault by a SOAP fault's code, and so whether anything may have been done.</summary>
internal enum FaultBlame
{
    /// <summary>The system, or nobody is named: it may have failed behind the commit.</summary>
    System,

    /// <summary>The request (<c>Client</c>, <c>Sender</c>): the system refused it, and did nothing.</summary>
    Request,

    /// <summary>
    /// The message around the request: its version, a header, its address. The system did not take it, and did nothing.
    /// </summary>
    Message,
}

/// <summary>
/// Reads the codes of SOAP 1.1 (section 4.4.1), SOAP 1.2 (part 1, section 5.4.6), WS-Addressing 1.0 (SOAP binding, section 6)
/// and of WCF's dispatcher, which in SOAP 1.1 writes its own codes alone.
/// </summary>
internal static class FaultCodes
{
    /// <summary>What a fault's name begins with where it is told by its code and not by its detail's element.</summary>
    public const string Prefix = "code.";

    /// <summary>The code of a fault that has none.</summary>
    public const string Missing = "Unknown";

    private static readonly FrozenDictionary<string, FaultBlame> Blames = new Dictionary<string, FaultBlame>
    {
        ["Client"] = FaultBlame.Request,
        ["Sender"] = FaultBlame.Request,
        ["VersionMismatch"] = FaultBlame.Message,
        ["MustUnderstand"] = FaultBlame.Message,
        ["DataEncodingUnknown"] = FaultBlame.Message,
        ["ActionNotSupported"] = FaultBlame.Message,
        ["ActionMismatch"] = FaultBlame.Message,
        ["DestinationUnreachable"] = FaultBlame.Message,
        ["EndpointUnavailable"] = FaultBlame.Message,
        ["InvalidAddressingHeader"] = FaultBlame.Message,
        ["MessageAddressingHeaderRequired"] = FaultBlame.Message,
        ["MessageInformationHeaderRequired"] = FaultBlame.Message,
        ["DeserializationFailed"] = FaultBlame.Message,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <param name="codes">The local parts, the most general first; what stands behind a dot is more special.</param>
    public static FaultBlame BlameOf(ImmutableArray<string> codes) =>
        codes.IsDefaultOrEmpty ? FaultBlame.System : Blames.GetValueOrDefault(codes[0].Split('.')[0]);

    /// <summary>A code and those it belongs to: <c>Client.Order.Closed</c>, <c>Client.Order</c>, <c>Client</c>.</summary>
    public static IEnumerable<string> Generalize(string code)
    {
        for (var end = code.Length; end > 0; end = code.LastIndexOf('.', end - 1))
            yield return code[..end];
    }
}
