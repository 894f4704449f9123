using System.Text.Json.Nodes;
using Hub.Adapters.Mapping;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Tests.Mapping;

/// <summary>Each notation read in both directions: the same two documents, there and back.</summary>
public sealed class BothForms
{
    [Theory]
    [InlineData("id: { join: [No, Note], with: \"-\", prefix: \"P-\" }", """{"No":"17","Note":"a-b"}""", """{"id":"P-17-a-b"}""")]
    [InlineData(
        "id: { join: [{ from: No, zeros: 4 }, \"@rev\"], with: \"/\" }", """{"No":"0017","@rev":"3"}""", """{"id":"17/3"}""")]
    [InlineData(
        "on: { join: [No, Note], with: \" \", date: \"yyyyMMdd HHmmss\", zone: Europe/Berlin }",
        """{"No":"20260105","Note":"093000"}""",
        """{"on":"2026-01-05T09:30:00+01:00"}""")]
    [InlineData(
        "w: { from: Note, number: { decimal: \",\", group: \".\", sign: end, decimals: 2 } }",
        """{"Note":"1.234.567,50-"}""",
        """{"w":-1234567.50}""")]
    [InlineData("w: { from: Note, number: { decimal: \",\" } }", """{"Note":"-1234,5"}""", """{"w":-1234.5}""")]
    [InlineData("w: { from: Note, number: { decimal: \",\", group: \".\" } }", """{"Note":"12"}""", """{"w":12}""")]
    [InlineData(
        "t: { from: Note, date: yyyyMMddHHmmss, zone: Europe/Berlin }",
        """{"Note":"20260705093000"}""",
        """{"t":"2026-07-05T09:30:00+02:00"}""")]
    [InlineData(
        "t: { from: At, zone: America/New_York }", """{"At":"2026-07-05T09:30:00"}""", """{"t":"2026-07-05T09:30:00-04:00"}""")]
    [InlineData(
        "t: { from: Note, date: yyyyMMddHHmm, zone: UTC }", """{"Note":"202607050930"}""", """{"t":"2026-07-05T09:30:00Z"}""")]
    [InlineData("t: { from: Note, time: HHmm }", """{"Note":"0000"}""", """{"t":"00:00"}""")]
    [InlineData("c: { from: Note, case: lower }", """{"Note":"EUR"}""", """{"c":"eur"}""")]
    [InlineData("k: { from: Note, split: \";\" }", """{"Note":"a;b"}""", """{"k":["a","b"]}""")]
    [InlineData("s: { from: Note, codes: { new: N, old: O }, otherwise: unknown }", """{"Note":"O"}""", """{"s":"old"}""")]
    [InlineData("s: { from: Note, codes: { new: N }, otherwise: new }", """{"Note":"N"}""", """{"s":"new"}""")]
    [InlineData(
        "sold: Sold\nby: { from: Note, when: { Sold: true } }", """{"Sold":true,"Note":"x"}""", """{"sold":true,"by":"x"}""")]
    [InlineData(
        "kind: [{ const: person, when: { Owner/@type: Person } }, { const: firm, when: { Owner/@type: Firm } }]\n"
        + "person: { when: { Owner/@type: Person }, name: Owner/Name, age: Owner/Age }\n"
        + "firm: { at: Owner, when: { \"@type\": Firm }, name: Name, vat: Vat }",
        """{"Owner":{"@type":"Firm","Name":"A","Vat":"1"}}""",
        """{"kind":"firm","firm":{"name":"A","vat":"1"}}""")]
    [InlineData(
        "name: [{ from: Note, when: { \"@rev\": 1 } }, { from: No, when: { \"@rev\": 2 } }]\nrev: \"@rev\"",
        """{"@rev":2,"No":"b"}""",
        """{"rev":2,"name":"b"}""")]
    public void Both_forms_say_the_same(string yaml, string legacy, string contract)
    {
        var (table, findings) = Mappings.Read($"at: Part\n{yaml}");
        findings.Errors.Select(e => e.ToString()).ShouldBeEmpty();
        var errors = new List<DocumentError>();

        Same(table.ToContract(JsonNode.Parse($$"""{"Part":{{legacy}}}"""), errors), contract);
        Same(table.ToLegacy(JsonNode.Parse(contract), errors)?["Part"], legacy);
        errors.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("s: { from: Note, codes: { new: N, old: O }, otherwise: unknown }", """{"Note":"?"}""", """{"s":"unknown"}""")]
    [InlineData("k: { from: Note, split: \";\" }", """{"Note":";a;"}""", """{"k":["a"]}""")]
    [InlineData("n: { from: Note, trim: left }", """{"Note":"  a "}""", """{"n":"a "}""")]
    [InlineData("n: { from: Note, trim: both }", """{"Note":"  a "}""", """{"n":"a"}""")]
    [InlineData(
        "t: { from: Note, date: yyyyMMddHHmmss, zone: Europe/Berlin }",
        """{"Note":"20261025023000"}""",
        """{"t":"2026-10-25T02:30:00+01:00"}""")]
    [InlineData(
        "t: { from: Note, date: yyyyMMddHHmmss, zone: Europe/Berlin }", """{"Note":"00000000000000"}""", """{"t":null}""")]
    [InlineData("n: { from: Note, zeros: 4 }", """{"Note":"0000"}""", """{"n":"0"}""")]
    [InlineData("n: { from: Note, number: true }", """{"Note":""}""", """{"n":null}""")]
    [InlineData("n: { from: Note, number: true }", """{"Note":"  "}""", """{"n":null}""")]
    [InlineData("by: { from: Note, when: { Sold: true } }", """{"Sold":false,"Note":"x"}""", "null")]
    [InlineData(
        "by: { from: Note, when: { Tag: { present: true } } }",
        """{"Note":"x"}""",
        "null",
        "systems/m.yaml(4): 'Tag' is no single value, so nothing can be asked of it")]
    [InlineData("id: { join: [No, Note], with: \"-\" }", """{"No":"17"}""", "null")]
    [InlineData("id: { join: [No, Note], with: \"-\" }", """{"No":"17","Note":null}""", "null")]
    [InlineData("n: No\nid: { join: [No, Note, Red], with: \"-\" }", """{"No":"17","Note":null,"Red":"r"}""", """{"n":"17"}""")]
    [InlineData("id: { join: [{ from: No, trim: both }, Note], with: \"-\" }", """{"No":null,"Note":"a"}""", "null")]
    public void A_legacy_document_is_read(string yaml, string legacy, string contract, string? fault = null)
    {
        var (table, findings) = Mappings.Read($"at: Part\n{yaml}");
        findings.Errors.Select(e => e.ToString()).ShouldBe(fault is null ? [] : [fault]);
        if (fault is not null)
            return;
        var errors = new List<DocumentError>();
        Same(table.ToContract(JsonNode.Parse($$"""{"Part":{{legacy}}}"""), errors), contract);
        errors.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(
        "w: { from: Note, number: { decimal: \",\", group: \".\" } }",
        """{"Note":"1.5"}""",
        "w: '1.5' is not a number in the system's notation")]
    [InlineData(
        "w: { from: Note, number: { decimal: \",\" } }",
        """{"Note":"1.5"}""",
        "w: '1.5' is not a number in the system's notation")]
    [InlineData(
        "w: { from: Note, number: { decimal: \",\" } }", """{"Note":"1,"}""", "w: '1,' is not a number in the system's notation")]
    [InlineData(
        "w: { from: Note, number: { decimal: \",\" } }", """{"Note":"-"}""", "w: '-' is not a number in the system's notation")]
    [InlineData(
        "w: { from: Note, number: { decimal: \",\" } }",
        """{"Note":"1,2,3"}""",
        "w: '1,2,3' is not a number in the system's notation")]
    [InlineData(
        "id: { join: [No, Note], with: \"-\" }",
        """{"No":"1-7", "Note":"x"}""",
        "id: '1-7' holds '-', which stands between the parts")]
    [InlineData("t: { from: Note, time: HHmm }", """{"Note":"2500"}""", "t: '2500' is not a time as HHmm")]
    public void What_has_no_form_in_the_contract_is_told(string yaml, string legacy, string error)
    {
        var errors = new List<DocumentError>();
        Mappings.Read($"at: Part\n{yaml}").Table.ToContract(JsonNode.Parse($$"""{"Part":{{legacy}}}"""), errors);
        errors.ShouldHaveSingleItem().ToString().ShouldBe(error);
    }

    [Theory]
    [InlineData(
        "id: { join: [No, Note], with: \"-\" }", """{"id":"17"}""", "id: '17' does not have 2 parts with '-' between them")]
    [InlineData(
        "s: { from: Note, codes: { new: N }, otherwise: unknown }",
        """{"s":"unknown"}""",
        "s: 'unknown' stands for codes that nobody listed, and cannot be written")]
    [InlineData("k: { from: Note, split: \";\" }", """{"k":["a;b"]}""", "k: 'a;b' holds ';', which stands between entries")]
    [InlineData("k: { from: Note, split: \";\" }", """{"k":[""]}""", "k: has an empty entry")]
    [InlineData("k: { from: Note, split: \";\" }", """{"k":"a"}""", "k: must be an array")]
    [InlineData(
        "t: { from: At, zone: Europe/Berlin }",
        """{"t":"2026-01-01T10:00:00"}""",
        "t: '2026-01-01T10:00:00' is not a time with its zone, such as 2026-01-31T09:30:00Z or 2026-01-31T10:30:00+01:00")]
    [InlineData(
        "sold: Sold\nby: { from: Note, when: { Sold: true } }",
        """{"sold":false,"by":"x"}""",
        "by: belongs only where Part/Sold is true")]
    [InlineData(
        "p: { at: Owner, when: { \"@type\": Person }, name: Name }\nf: { at: Owner, when: { \"@type\": Firm }, name: Name }",
        """{"p":{"name":"a"},"f":{"name":"b"}}""",
        "f.name: belongs only where Part/Owner/@type is Firm")]
    [InlineData(
        "w: { from: Note, number: { decimal: \",\", decimals: 2 } }", """{"w":1.234}""", "w: '1.234' has more than 2 decimals")]
    public void What_has_no_form_in_the_system_is_told(string yaml, string contract, string error)
    {
        var errors = new List<DocumentError>();
        Mappings.Read($"at: Part\n{yaml}").Table.ToLegacy(JsonNode.Parse(contract), errors);
        errors.Select(e => e.ToString()).Distinct().ShouldHaveSingleItem().ShouldBe(error);
    }

    [Theory]
    [InlineData(
        "n: { from: Note, trim: right }",
        "'trim' is true, left or both; to pad with blanks when written, use pad: WIDTH instead")]
    [InlineData("n: { from: Note, zone: Europe/Berln }", "there is no zone 'Europe/Berln'; zones are named like Europe/Berlin")]
    [InlineData("n: { from: Note, date: yyyyMMdd, zone: Europe/Berlin }", "a date without a time has no zone")]
    [InlineData(
        "n: { from: Note, otherwise: x }",
        "'otherwise' is the word for codes that are not listed; it stands beside 'codes' or 'flag'")]
    [InlineData(
        "n: { from: Note, number: { decimal: \",\", group: \",\" } }",
        "'decimal' and 'group' are one character each, and not the same")]
    [InlineData(
        "n: { join: [No], with: \"-\" }",
        "'join' names several fields, and 'with' what stands between them: { join: [COMPANY, NUMBER], with: \"-\" }")]
    [InlineData(
        "n: { from: Note, when: { Solt: true } }", "'Solt' is not in contracts/parts.wsdl, type Part; did you mean 'Sold'?")]
    [InlineData(
        "n: { from: Note, when: Sold }",
        "'when' is written FIELD: VALUE, as in when: { STATUS: [S, D] } or when: { PAID: { present: true } }")]
    [InlineData("n: [{ from: Note }]", "each of several says when it is meant: when: { FIELD: VALUE }")]
    [InlineData(
        "n: { from: Note, converter: \"A:B\" }",
        "converters of one's own come from the folder that the hub is started with: --converters DIR, or HUB_CONVERTERS")]
    public void A_fault_of_the_plan_is_told(string yaml, string error) =>
        Mappings.Read($"at: Part\n{yaml}").Findings.Errors.Select(e => e.Message).ShouldContain(error);

    [Theory]
    [InlineData(
        "s: { from: Note, codes: { new: N }, otherwise: unknown }",
        "'unknown' cannot be read backwards: a record with a code that is not listed can be shown, "
        + "and sending it back as it was read is refused with 400")]
    [InlineData(
        "s: { from: Note, codes: { new: N }, otherwise: new }",
        "codes that are not listed read as 'new' and are written as 'N': "
        + "the system's own code is lost when a record is sent back")]
    [InlineData(
        "t: { from: At, zone: Europe/Berlin }",
        "clocks in Europe/Berlin show one hour twice every autumn: "
        + "of its times the second is read, and a time of the first comes back an hour later")]
    [InlineData(
        "by: { from: Note, when: { No: [a, b] } }",
        "nothing writes 'Part/No', so what depends on it cannot be read backwards: given in a request, it is refused with 400")]
    [InlineData(
        "same: true\nNo: Note", "'No' is a name of the system's as well; what the system has there is not read, and not written")]
    public void What_cannot_be_read_backwards_is_said_with_what_it_costs(string yaml, string note)
    {
        var findings = Mappings.Read($"at: Part\n{yaml}").Findings;
        findings.Errors.ShouldBeEmpty();
        findings.Notes.ShouldHaveSingleItem().Message.ShouldBe(note);
    }

    private static void Same(JsonNode? actual, string expected)
    {
        var parsed = JsonNode.Parse(expected);
        (JsonNode.DeepEquals(actual, parsed) || actual?.ToJsonString() == parsed?.ToJsonString())
            .ShouldBeTrue($"{actual?.ToJsonString()} instead of {expected}");
    }
}
