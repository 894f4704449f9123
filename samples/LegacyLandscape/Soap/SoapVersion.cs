namespace LegacyLandscape.Soap;

/// <summary>What differs between the two versions of SOAP that old systems speak.</summary>
internal sealed record SoapVersion
{
    public static readonly SoapVersion Soap11 = new()
    {
        Number = "1.1",
        Envelope = "http://schemas.xmlsoap.org/soap/envelope/",
        WsdlBinding = "http://schemas.xmlsoap.org/wsdl/soap/",
        MediaType = "text/xml",
        Role = "actor",
        OurRoles = ["", "http://schemas.xmlsoap.org/soap/actor/next"],
        CallersFault = "Client",
        ServersFault = "Server",
        // Every fault is a 500 (SOAP 1.1, 6.2).
        CallersFaultStatus = StatusCodes.Status500InternalServerError,
    };

    public static readonly SoapVersion Soap12 = new()
    {
        Number = "1.2",
        Envelope = "http://www.w3.org/2003/05/soap-envelope",
        WsdlBinding = "http://schemas.xmlsoap.org/wsdl/soap12/",
        MediaType = "application/soap+xml",
        Role = "role",
        OurRoles =
        [
            "",
            "http://www.w3.org/2003/05/soap-envelope/role/next",
            "http://www.w3.org/2003/05/soap-envelope/role/ultimateReceiver",
        ],
        CallersFault = "Sender",
        ServersFault = "Receiver",
        // SOAP 1.2 part 2, table 20.
        CallersFaultStatus = StatusCodes.Status400BadRequest,
    };

    public required string Number { get; init; }
    public required string Envelope { get; init; }
    public required string WsdlBinding { get; init; }
    public required string MediaType { get; init; }

    /// <summary>The attribute that says for whom a header is; for the service itself when absent.</summary>
    public required string Role { get; init; }

    public required IReadOnlyList<string> OurRoles { get; init; }
    public required string CallersFault { get; init; }
    public required string ServersFault { get; init; }
    public required int CallersFaultStatus { get; init; }
}
