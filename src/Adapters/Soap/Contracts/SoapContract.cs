using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Xml;
using Hub.Soap.Outcomes;
using Hub.Soap.Shapes;
using Hub.Soap.Xsd;

namespace Hub.Soap.Contracts;

/// <summary>Which envelope a system speaks.</summary>
internal enum SoapVersion
{
    Soap11,
    Soap12,
}

/// <summary>What a WSDL promises: its operations, and the elements that may stand in fault details.</summary>
/// <param name="File">The WSDL's path in the plan, for messages.</param>
/// <param name="Version">The envelope of the binding chosen.</param>
/// <param name="Operations">Operations the hub can call, by name.</param>
/// <param name="Unsupported">Operations it cannot call, and why.</param>
/// <param name="Elements">All global elements by name; fault details are read by them.</param>
internal sealed record SoapContract(
    string File,
    SoapVersion Version,
    FrozenDictionary<string, SoapOperation> Operations,
    FrozenDictionary<string, string> Unsupported,
    FrozenDictionary<XmlQualifiedName, ElementShape> Elements)
{
    /// <summary>The port chosen; null when the WSDL has bindings and no service.</summary>
    public SoapPort? Port { get; init; }

    /// <summary>All ports that could be chosen.</summary>
    public ImmutableArray<SoapPort> Ports { get; init; } = [];

    /// <summary>Small faults that were forgiven, and choices that were made: one sentence each.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>What it says about WS-Addressing.</summary>
    public WsdlAddressing Addressing { get; init; } = WsdlAddressing.None;

    /// <summary>
    /// Whether the plan knows of answers that are not what the schema says: without what is required, with values beyond their
    /// type. They are read as they stand.
    /// </summary>
    public bool Lenient { get; init; }

    /// <summary>The names that its messages have had.</summary>
    public SharedNames Names { get; } = new();

    /// <summary>The operations that can be called.</summary>
    public IEnumerable<string> OperationNames => Operations.Keys;

    /// <summary>Why an operation that is there cannot be called, or null.</summary>
    public string? WhyUnsupported(string name) => Unsupported.GetValueOrDefault(name);
}

/// <summary>Where a service is offered.</summary>
/// <param name="Service">The service's name.</param>
/// <param name="Name">The port's name.</param>
/// <param name="Version">The envelope it speaks.</param>
/// <param name="Address">The address the WSDL gives; null when it gives none.</param>
internal sealed record SoapPort(string Service, string Name, SoapVersion Version, string? Address)
{
    public override string ToString() => $"{Service}/{Name} (SOAP {(Version == SoapVersion.Soap11 ? "1.1" : "1.2")})";
}

/// <summary>One operation.</summary>
/// <param name="Name">Its name in the port type; of overloads after the first, the name of its input.</param>
/// <param name="SoapAction">The action to send; empty when the binding names none.</param>
/// <param name="Input">The request.</param>
/// <param name="Output">The answer; null when it holds nothing.</param>
/// <param name="Faults">Local names of the declared fault elements.</param>
internal sealed record SoapOperation(
    string Name,
    string SoapAction,
    SoapMessage Input,
    SoapMessage? Output,
    ImmutableArray<string> Faults) : Operation(Name, Faults)
{
    /// <summary>Whether no answer is promised at all.</summary>
    public bool OneWay { get; init; }

    /// <summary>What the WSDL says of it, for people.</summary>
    public string? Documentation { get; init; }

    /// <summary>Declared faults that are no global elements, as rpc has them.</summary>
    public ImmutableArray<ElementShape> FaultElements { get; init; } = [];

    public override TypeShape InputType => Input.Type;

    public override TypeShape? OutputType => Output?.Type;
}
