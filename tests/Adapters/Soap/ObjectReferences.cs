using System.Runtime.Serialization;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml;
using static Hub.Adapters.Tests.Soap.Services;

namespace Hub.Adapters.Tests.Soap;

/// <summary>Data contracts that refer to each other, as WCF writes them: by z:Id and z:Ref.</summary>
public sealed class ObjectReferences
{
    private const string Serialization = "http://schemas.microsoft.com/2003/10/Serialization/";

    private static readonly Spoken Service = Speak(Echo(
        $"""
        <xs:schema targetNamespace="{Serialization}" xmlns:xs="http://www.w3.org/2001/XMLSchema">
          <xs:attribute name="Id" type="xs:ID"/><xs:attribute name="Ref" type="xs:IDREF"/>
        </xs:schema>
        """
        + Schema($"""
        <xs:import namespace="{Serialization}"/>
        <xs:complexType name="Node" xmlns:ser="{Serialization}"><xs:sequence>
          <xs:element name="Child" type="tns:Node" nillable="true" minOccurs="0"/>
          <xs:element name="Name" type="xs:string" nillable="true" minOccurs="0"/>
          <xs:element name="Other" type="tns:Node" nillable="true" minOccurs="0"/>
          </xs:sequence><xs:attribute ref="ser:Id"/><xs:attribute ref="ser:Ref"/></xs:complexType>
        <xs:complexType name="Plain"><xs:sequence>
          <xs:element name="Inner" type="tns:Plain" nillable="true" minOccurs="0"/></xs:sequence></xs:complexType>
        <xs:element name="Do"><xs:complexType><xs:sequence>
          <xs:element name="Root" type="tns:Node" nillable="true" minOccurs="0"/>
          <xs:element name="P" type="tns:Plain" nillable="true" minOccurs="0"/>
        </xs:sequence></xs:complexType></xs:element>
        """)));

    [Fact]
    public void A_reference_is_what_it_refers_to()
    {
        var shared = new Node { Name = "shared" };
        var json = Read(new Node { Name = "root", Child = shared, Other = shared });

        json.ShouldBe("""
            {"Root":{"@Id":"i1","Child":{"@Id":"i2","Child":null,"Name":"shared","Other":null},"Name":"root",
            "Other":{"Child":null,"Name":"shared","Other":null}}}
            """.ReplaceLineEndings(""));
    }

    [Fact]
    public void What_refers_to_an_element_around_it_is_cut_there_and_says_so()
    {
        var root = new Node { Name = "root" };
        root.Child = new Node { Name = "child", Other = root };
        var json = Read(root);

        json.ShouldBe("""
            {"Root":{"@Id":"i1","Child":{"@Id":"i2","Child":null,"Name":"child","Other":{"@Ref":"i1"}},
            "Name":"root","Other":null}}
            """.ReplaceLineEndings(""));
        var back = ReadBack(Service.Body(json));
        back.Child!.Other.ShouldBeSameAs(back);
    }

    [Theory]
    [InlineData("<Root z:Ref='i9' i:nil='true'/>", "a reference leads nowhere")]
    [InlineData("<Root z:Id='i1'/><Root z:Id='i1'/><Root z:Ref='i1'/>", "two elements have the same id")]
    public void References_that_make_no_tree_are_refused(string inside, string why) =>
        Service.Refusal(Do(inside)).ShouldBe(why);

    [Fact]
    public void A_circle_is_cut_too_where_the_schema_forgets_to_declare_references() =>
        Service.Read(Do("<P z:Id='i1'><Inner><Inner z:Ref='i1'/></Inner></P>"))
            .ShouldBe("{\"P\":{\"Inner\":{\"Inner\":{\"@{" + Serialization + "}Ref\":\"i1\"}}}}");

    [Fact]
    public void References_to_references_do_not_fill_the_memory()
    {
        var inside = new StringBuilder("<Child z:Id='i0'><Name>a</Name></Child>");
        for (var i = 1; i < 40; i++)
            inside.Insert(0, $"<Child z:Id='i{i}'>").Append($"<Other z:Ref='i{i - 1}' i:nil='true'/></Child>");

        Service.Refusal(Do($"<Root>{inside}</Root>")).ShouldBe("it is too large, or its references make it so");
    }

    private static string Do(string inside) =>
        $"""<Do xmlns="urn:s" xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns:z="{Serialization}">{inside}</Do>""";

    private static string Read(Node root)
    {
        var text = new StringBuilder();
        using (var writer = XmlWriter.Create(text, new XmlWriterSettings { OmitXmlDeclaration = true }))
            new DataContractSerializer(typeof(Node), "Root", "urn:s").WriteObject(writer, root);
        return Service.Read(Do(text.ToString()));
    }

    private static Node ReadBack(string body)
    {
        using var reader = XmlReader.Create(new StringReader(body));
        reader.ReadToDescendant("Root", "urn:s");
        return (Node)new DataContractSerializer(typeof(Node), "Root", "urn:s").ReadObject(reader)!;
    }

    [DataContract(Name = "Node", Namespace = "urn:s", IsReference = true)]
    private sealed class Node
    {
        [DataMember]
        public Node? Child { get; set; }

        [DataMember]
        public string? Name { get; set; }

        [DataMember]
        public Node? Other { get; set; }
    }
}
