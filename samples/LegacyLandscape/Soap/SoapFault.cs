using System.Xml;

namespace LegacyLandscape.Soap;

internal enum FaultCode
{
    /// <summary>The same request will fail again.</summary>
    Caller,
    Server,
    VersionMismatch,
    MustUnderstand,
}

/// <summary>A fault without detail: the envelope or the request was at fault, or the service itself.</summary>
internal sealed class SoapFault(FaultCode code, string message, Exception? cause = null) : Exception(message, cause)
{
    public FaultCode Code { get; } = code;

    /// <summary>Tells more where the version of SOAP has a place for it.</summary>
    public XmlQualifiedName? Subcode { get; init; }

    public static SoapFault Caller(string message, Exception? cause = null) => new(FaultCode.Caller, message, cause);

    public static SoapFault Server(string message) => new(FaultCode.Server, message);
}
