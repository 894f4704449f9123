using System.Text;
using System.Xml;

namespace LegacyLandscape.Erp.Soap;

/// <summary>Puts answers and faults into SOAP 1.1 envelopes.</summary>
internal static class EnvelopeWriter
{
    private static readonly XmlWriterSettings Settings = new()
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        // A carriage return in somebody's order text must arrive as one.
        NewLineHandling = NewLineHandling.Entitize,
    };

    public static ReadOnlyMemory<byte> Answer(Action<XmlWriter> writeBody) => Write(writeBody);

    public static ReadOnlyMemory<byte> Fault(SoapFault fault) => Write(writer =>
        WriteFault(writer, fault.Code, fault.Message, writeDetail: null));

    public static ReadOnlyMemory<byte> Fault(ErpFault fault) => Write(writer =>
        WriteFault(writer, fault.CallersFault ? "Client" : "Server", fault.Message, () => WriteDetail(writer, fault)));

    private static ReadOnlyMemory<byte> Write(Action<XmlWriter> writeBody)
    {
        var buffer = new MemoryStream(1024);
        using (var writer = XmlWriter.Create(buffer, Settings))
        {
            writer.WriteStartElement("soap", "Envelope", Namespaces.Envelope);
            writer.WriteStartElement("soap", "Body", Namespaces.Envelope);
            writeBody(writer);
            writer.WriteEndElement();
            writer.WriteEndElement();
        }

        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }

    // faultcode, faultstring and detail belong to no namespace (SOAP 1.1, 4.4).
    private static void WriteFault(XmlWriter writer, string code, string message, Action? writeDetail)
    {
        writer.WriteStartElement("soap", "Fault", Namespaces.Envelope);
        writer.WriteElementString("faultcode", $"soap:{code}");
        writer.WriteElementString("faultstring", message);
        if (writeDetail is not null)
        {
            writer.WriteStartElement("detail");
            writeDetail();
            writer.WriteEndElement();
        }

        writer.WriteEndElement();
    }

    private static void WriteDetail(XmlWriter writer, ErpFault fault)
    {
        writer.WriteStartElement("m", fault.Name, Namespaces.Messages);
        writer.WriteElementString("m", "Message", Namespaces.Messages, fault.Message);
        foreach (var (name, value) in fault.Fields)
            writer.WriteElementString("m", name, Namespaces.Messages, value);
        writer.WriteEndElement();
    }
}
