using System.Text.Json.Nodes;
using System.Xml;
using FsCheck;
using FsCheck.Fluent;
using Hub.Adapters.Calls;
using Hub.Adapters.Serving;
using Hub.Platform.Plan;
using Hub.Soap.Contracts;
using Hub.Soap.Messages;
using Hub.Soap.Shapes;
using Hub.Tests.Processes;

namespace Hub.Adapters.Tests.Mapping;

/// <summary>
/// Any customer the contract can say, through mapping and XML and back: null and absent, absent and empty, attributes, text
/// beside attributes, lists in lists.
/// </summary>
public sealed class CustomersThereAndBack
{
    [Fact]
    public void Any_customer_written_as_XML_and_read_again_is_the_same()
    {
        var errors = new PlanErrors();
        var plan = new PlanLoader([]).Load(
            PlanFolder.Read(Repository.Plan, null), new PlanReferences(Landscape.Nowhere), errors)!;
        var get = SystemReader.Read(plan.Systems.Single(s => s.Name == "crm"), plan, errors)!.Resources["customers.get"].Call;
        var shape = ((SoapOperation)get.Operation).Output!.Element!;
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var customer = Customer(new Random(seed));
            var faults = new List<DocumentError>();
            var legacy = get.Out!.ToLegacy(customer, faults);
            var read = Read(Write(shape, legacy), shape);
            var back = get.Out.ToContract(read, faults);
            faults.ShouldBeEmpty();
            back!.ToJsonString().ShouldBe(customer.ToJsonString());
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    private static string Write(ElementShape shape, JsonNode? document)
    {
        var text = new StringWriter();
        using (var writer = XmlWriter.Create(
            text, new XmlWriterSettings { OmitXmlDeclaration = true, NewLineHandling = NewLineHandling.Entitize }))
        {
            var content = new JsonToXml(writer);
            content.Write(shape, JsonText.Of(document).Root);
            content.Errors.ShouldBeEmpty();
        }

        return text.ToString();
    }

    private static JsonNode? Read(string xml, ElementShape shape)
    {
        using var reader = XmlReader.Create(new StringReader(xml));
        reader.MoveToContent();
        return XmlToJson.Read(reader, shape).Node;
    }

    private static JsonObject Customer(Random random)
    {
        var customer = new JsonObject
        {
            ["id"] = $"C-{random.Next(10_000)}",
            ["name"] = Text(random),
            ["status"] = Of(random, "prospect", "active", "blocked"),
        };
        Maybe(random, customer, "segment", () => Of(random, "A", "B", "C"));
        Maybe(random, customer, "taxNumber", () => Text(random));
        customer["creditLimit"] = random.Next(3) == 0 ? null : JsonNode.Parse($"{random.Next(100_000)}.{random.Next(100):00}");
        Maybe(random, customer, "customerSince", () =>
            new DateOnly(1990, 1, 1).AddDays(random.Next(15_000)).ToString("yyyy-MM-dd"));
        Maybe(random, customer, "language", () => Of(random, "de", "fr-CA"));
        customer["phones"] = Phones(random);
        customer["addresses"] = new JsonArray([.. Enumerable.Range(0, random.Next(3)).Select(_ => Address(random))]);
        Maybe(random, customer, "contacts", () =>
            new JsonArray([.. Enumerable.Range(0, random.Next(3)).Select(_ => Contact(random))]));
        Maybe(random, customer, "note", () => Text(random));
        Maybe(random, customer, "externalReference", () => Text(random));
        return customer;
    }

    private static JsonObject Address(Random random)
    {
        var address = new JsonObject { ["type"] = Of(random, "billing", "delivery") };
        Maybe(random, address, "primary", () => random.Next(2) == 0);
        address["lines"] = new JsonArray(
            [.. Enumerable.Range(0, 1 + random.Next(4)).Select(_ => JsonValue.Create(Text(random)))]);
        Maybe(random, address, "postCode", () => Text(random));
        address["city"] = Text(random);
        address["country"] = Of(random, "DE", "IS");
        return address;
    }

    private static JsonObject Contact(Random random)
    {
        var contact = new JsonObject { ["name"] = Text(random) };
        Maybe(random, contact, "role", () => Text(random));
        contact["email"] = random.Next(2) == 0 ? null : Text(random);
        contact["phones"] = Phones(random);
        return contact;
    }

    private static JsonArray Phones(Random random) => new(
        [.. Enumerable.Range(0, random.Next(3)).Select(_ =>
            new JsonObject { ["type"] = Of(random, "office", "mobile", "fax"), ["number"] = Text(random) })]);

    private static void Maybe(Random random, JsonObject parent, string name, Func<JsonNode> value)
    {
        if (random.Next(2) == 0)
            parent[name] = value();
    }

    private static string Of(Random random, params string[] words) => words[random.Next(words.Length)];

    private static string Text(Random random) =>
        Of(random, "", " ", "  both ends  ", "Jürgen & Söhne <7>", "𠮷野\r\n\t\"x\"", "]]>", "plain");
}
