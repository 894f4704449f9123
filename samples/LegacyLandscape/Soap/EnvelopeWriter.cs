using System.Text;
using System.Xml;

namespace LegacyLandscape.Soap;

/// <summary>Puts answers and faults into envelopes.</summary>
internal sealed class EnvelopeWriter(SoapService service)
{
    private static readonly XmlWriterSettings Settings = new()
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        // A carriage return in somebody's order text must arrive as one.
        NewLineHandling = NewLineHandling.Entitize,
    };

    public SoapAnswer Answer(string operation, Action<ContractWriter> content) =>
        Write(StatusCodes.Status200OK, writer => new ContractWriter(writer, service).Response(operation, content));

    public SoapAnswer Fault(SoapFault fault) => Write(Status(fault.Code), writer =>
        new FaultWriter(writer, service.Version).Write(fault.Code, fault.Subcode, fault.Message, detail: null));

    public SoapAnswer Fault(DeclaredFault fault) => Write(Status(fault.Code), writer =>
    {
        var subcode = new XmlQualifiedName(fault.Name, service.Messages);
        new FaultWriter(writer, service.Version).Write(fault.Code, subcode, fault.Message, () => WriteDetail(writer, fault));
    });

    private SoapAnswer Write(int status, Action<XmlWriter> writeBody)
    {
        var buffer = new MemoryStream(1024);
        using (var writer = XmlWriter.Create(buffer, Settings))
        {
            writer.WriteStartElement("soap", "Envelope", service.Version.Envelope);
            writer.WriteStartElement("soap", "Body", service.Version.Envelope);
            writeBody(writer);
            writer.WriteEndElement();
            writer.WriteEndElement();
        }

        return new SoapAnswer(status, service.Version.MediaType, buffer.GetBuffer().AsMemory(0, (int)buffer.Length));
    }

    private int Status(FaultCode code) =>
        code == FaultCode.Caller ? service.Version.CallersFaultStatus : StatusCodes.Status500InternalServerError;

    private void WriteDetail(XmlWriter writer, DeclaredFault fault)
    {
        writer.WriteStartElement("m", fault.Name, service.Messages);
        writer.WriteElementString("m", "Message", service.Messages, fault.Message);
        foreach (var (name, value) in fault.Fields)
            writer.WriteElementString("m", name, service.Messages, value);
        writer.WriteEndElement();
    }
}
