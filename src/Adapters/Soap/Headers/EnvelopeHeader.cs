using System.Xml;

namespace Hub.Soap.Headers;

/// <summary>What stands in a request's header that is not the operation's own.</summary>
/// <param name="Addressing">What the message is and where it goes, where the binding asks.</param>
/// <param name="Token">The hub's account.</param>
/// <param name="Session">The session the call belongs to.</param>
/// <param name="Trace">The trace it belongs to.</param>
internal sealed record EnvelopeHeader(
    AddressingHeader? Addressing, UsernameToken? Token, SessionHeader? Session, TraceContext? Trace)
{
    public static EnvelopeHeader None { get; } = new(null, null, null, null);

    /// <summary>The hub's account, where the WSDL has a block for it.</summary>
    public AccountHeader? Account { get; init; }

    public bool IsEmpty =>
        Addressing is null && Token is null && Account is null && Session is null && Trace is not { InSoap: true };

    /// <summary>Writes the blocks into the envelope's <c>Header</c>.</summary>
    /// <param name="writer">Within that element.</param>
    /// <param name="envelope">The envelope's namespace.</param>
    public void Write(XmlWriter writer, string envelope)
    {
        Addressing?.Write(writer, envelope);
        Token?.Write(writer, envelope);
        Account?.Write(writer);
        Session?.Write(writer);
        Trace?.Write(writer);
    }
}
