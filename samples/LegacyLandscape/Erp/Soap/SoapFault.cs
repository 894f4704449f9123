namespace LegacyLandscape.Erp.Soap;

/// <summary>A fault without detail: the envelope or the request was at fault, or the ERP itself.</summary>
internal sealed class SoapFault(string code, string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>The local name of the SOAP 1.1 fault code: Client, Server, VersionMismatch or MustUnderstand.</summary>
    public string Code { get; } = code;

    public static SoapFault Client(string message, Exception? cause = null) => new("Client", message, cause);

    public static SoapFault Server(string message) => new("Server", message);
}
