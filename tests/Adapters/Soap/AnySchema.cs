using System.Text;
using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using FsCheck;
using FsCheck.Fluent;
using Hub.Soap.Outcomes;
using Hub.Soap.Xml;

namespace Hub.Adapters.Tests.Soap;

/// <summary>Whatever the schema and whatever the value: JSON → XML → JSON is the identity, and the XML is valid.</summary>
public sealed class AnySchema
{
    private const string Do = """<xs:element name="Do" type="tns:T1"/>""";
    private const string Parts =
        """<wsdl:part name="a" type="tns:T1"/><wsdl:part name="b" type="xs:string"/><wsdl:part name="c" type="tns:Few"/>""";

    [Fact]
    public void Document_literal() => ForAll(80, seed =>
    {
        var schema = Services.Schema(new RandomSchema(seed).Write(encoded: false) + Do);
        var service = Services.Speak(Services.Echo(schema));
        Back(service, seed, body => Validate(schema, body));
    });

    [Fact]
    public void Rpc_literal() => ForAll(40, seed =>
        Back(Services.Speak(Services.Rpc(Services.Schema(new RandomSchema(seed).Write(encoded: false)), Parts)), seed));

    [Fact]
    public void Rpc_encoded() => ForAll(60, seed => Back(
        Services.Speak(
            Services.Rpc(Services.Schema("""<xs:import namespace="http://schemas.xmlsoap.org/soap/encoding/"/>"""
                + new RandomSchema(seed).Write(encoded: true)), Parts, "encoded")), seed));

    private static void ForAll(int times, Action<int> check) =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), check).Check(Config.QuickThrowOnFailure.WithMaxTest(times));

    private static void Back(Spoken service, int seed, Action<XElement>? check = null)
    {
        var message = service.Operation.Output!;
        for (var i = 0; i < 10; i++)
        {
            var json = new Generated(seed + i).Of(message.Type);
            var envelope = service.Write(json, message);
            var outcome = service.Outcome(envelope);
            outcome.ShouldBeOfType<Answer>($"{outcome} {envelope}").Document!.ToJsonString()
                .ShouldBe(json.ToJsonString(), envelope);
            check?.Invoke(XElement.Parse(envelope).Elements().Last().Elements().Single());
        }
    }

    // What XML Schema itself says of it, except of content whose order is the caller's.
    private static void Validate(string schema, XElement body)
    {
        var set = new XmlSchemaSet();
        set.Add(XmlSchema.Read(new StringReader(schema), null)!);
        var faults = new List<string>();
        var settings = new XmlReaderSettings { ValidationType = ValidationType.Schema, Schemas = set };
        // What is nil is null in JSON, which has no place for attributes; and decimals have more digits here than in .NET.
        var isNil = body.Descendants().Attributes(XName.Get("nil", SoapNamespaces.SchemaInstance)).Any();
        settings.ValidationEventHandler += (_, e) =>
        {
            if (!(isNil && e.Message.StartsWith("The required attribute", StringComparison.Ordinal))
                && !e.Message.EndsWith("is not a valid Decimal value.", StringComparison.Ordinal)
                && !e.Message.EndsWith("is not a valid Integer value.", StringComparison.Ordinal))
                faults.Add(e.Message);
        };
        using var reader = XmlReader.Create(
            new MemoryStream(Encoding.UTF8.GetBytes(body.ToString(SaveOptions.DisableFormatting))), settings);
        while (reader.Read())
        {
        }

        if (!schema.Contains("maxOccurs='unbounded'>", StringComparison.Ordinal)
            && !schema.Contains("mixed='true'", StringComparison.Ordinal))
            faults.ShouldBeEmpty(body.ToString());
    }
}
