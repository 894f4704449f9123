using System.Text;
using System.Text.Json.Nodes;
using System.Xml;
using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using Hub.Adapters.Tests.Stubs;
using Hub.Soap.Contracts;
using Hub.Soap.Envelopes;
using Hub.Soap.Outcomes;
using Hub.Soap.Shapes;
using Hub.Soap.Wsdl;
using static Hub.Adapters.Tests.Soap.Services;

namespace Hub.Adapters.Tests.Soap;

/// <summary>Systems that do not keep to their schema's order: the JSON is in it all the same.</summary>
public sealed class UnorderedElements
{
    private static readonly SoapContract Contract = WsdlReader.Read(Parts.Bundle().Files, "contracts/parts.wsdl");

    private static readonly Spoken Service = Speak(Echo(Schema("""
        <xs:element name="Do"><xs:complexType><xs:sequence>
          <xs:element name="A" type="xs:int" minOccurs="0"/>
          <xs:element name="L" type="xs:int" minOccurs="0" maxOccurs="unbounded"/>
          <xs:element name="M" minOccurs="0" maxOccurs="unbounded"><xs:complexType><xs:sequence>
            <xs:element name="X" type="xs:int" minOccurs="0"/><xs:element name="Y" type="xs:string" minOccurs="0"/>
          </xs:sequence></xs:complexType></xs:element>
          <xs:element name="B" type="xs:string" minOccurs="0"/>
          <xs:any namespace="##other" processContents="lax" minOccurs="0" maxOccurs="unbounded"/>
        </xs:sequence><xs:attribute name="id"/></xs:complexType></xs:element>
        """)));

    [Theory]
    [InlineData("<B>b</B><A>1</A>", """{"A":1,"L":[],"M":[],"B":"b"}""")]
    [InlineData("<L>1</L><A>1</A><L>2</L><L>3</L>", """{"A":1,"L":[1,2,3],"M":[]}""")]
    [InlineData("<B>b</B><L>1</L>", """{"L":[1],"M":[],"B":"b"}""")]
    [InlineData("<M><Y>y</Y><X>1</X></M><A>1</A><M><X>2</X></M>", """{"A":1,"L":[],"M":[{"X":1,"Y":"y"},{"X":2}]}""")]
    [InlineData(
        """<o:z xmlns:o="urn:o">1</o:z><A>1</A><o:y xmlns:o="urn:o"/>""",
        """{"A":1,"L":[],"M":[],"$any":[{"{urn:o}z":"1"},{"{urn:o}y":""}]}""")]
    public void Elements_come_under_their_properties_in_the_schemas_order(string inside, string json) =>
        Service.Read($"""<Do xmlns="urn:s">{inside}</Do>""").ShouldBe(json);

    [Fact]
    public void What_stands_before_the_elements_stays_before_them() =>
        Service.Read("""<Do xmlns="urn:s" id="7"><B>b</B><L>1</L><A>1</A></Do>""")
            .ShouldBe("""{"@id":"7","A":1,"L":[1],"M":[],"B":"b"}""");

    [Fact]
    public void A_fault_in_a_list_taken_up_again_is_told_by_its_place_in_the_whole() =>
        Service.Refusal("""<Do xmlns="urn:s"><L>1</L><A>1</A><L>2</L><L>x</L></Do>""").ShouldContain("L[2]");

    [Fact]
    public void Whatever_the_order_the_document_is_the_same() => Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
    {
        var (message, random) = (Contract.Operations["GetPart"].Output!, new Random(seed));
        var json = JsonText.Of(new JsonObject { ["Part"] = new Generated(seed).Of(message.Type.Content.Slots[0].Element) });
        var (envelope, errors) = SoapEnvelope.Write(SoapVersion.Soap11, message, json.Root);
        errors.ShouldBeEmpty();
        var document = XDocument.Parse(Encoding.UTF8.GetString(envelope), LoadOptions.PreserveWhitespace);
        Shuffle(document.Root!, random);

        SoapEnvelope.Read(Written(document), Contract, Contract.Operations["GetPart"])
            .ShouldBeOfType<Hub.Soap.Outcomes.Answer>().Text!.ToString().ShouldBe(json.ToString());
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    private static MemoryStream Written(XDocument document)
    {
        var envelope = new MemoryStream();
        using (var writer = XmlWriter.Create(envelope, new XmlWriterSettings { NewLineHandling = NewLineHandling.Entitize }))
            document.Save(writer);
        envelope.Position = 0;
        return envelope;
    }

    // Each name's elements stay in their order among themselves,
    // and what is mixed, repeated in groups or open as it is: there order tells.
    private static void Shuffle(XElement element, Random random)
    {
        var names = element.Elements()
            .GroupBy(e => IsOpen(e) ? "open" : e.Name.LocalName)
            .Select(g => new Queue<XElement>(g))
            .ToList();
        if (names.Count == 0 || element.Name.LocalName is "Text" or "Log" || IsOpen(element))
            return;
        element.RemoveNodes();
        while (names.Count > 0)
        {
            var next = names[random.Next(names.Count)];
            element.Add(next.Dequeue());
            names.RemoveAll(n => n.Count == 0);
        }

        foreach (var child in element.Elements())
            Shuffle(child, random);
    }

    private static bool IsOpen(XElement element) => element.Name.NamespaceName == "urn:open";
}
