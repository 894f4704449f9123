using Hub.Soap.Outcomes;
using static Hub.Adapters.Tests.Soap.Services;

namespace Hub.Adapters.Tests.Soap;

/// <summary>
/// Answers without what their schema requires, with more than it allows, or with values that its types do not have: no answers,
/// unless the plan says that the system is lenient.
/// </summary>
public sealed class AnswersAgainstTheirSchema
{
    private static readonly Spoken Service = Speak(Echo(Schema("""
        <xs:complexType name="Thing"><xs:sequence>
          <xs:element name="Id" type="xs:int"/><xs:element name="Name" type="xs:string" minOccurs="0"/>
          <xs:element name="Tag" type="xs:string" minOccurs="0" maxOccurs="unbounded"/>
          <xs:choice minOccurs="0"><xs:element name="A" type="xs:int"/>
            <xs:sequence><xs:element name="B" type="xs:int"/><xs:element name="C" type="xs:int"/></xs:sequence></xs:choice>
          <xs:element name="Log" minOccurs="0"><xs:complexType><xs:choice maxOccurs="unbounded">
            <xs:element name="In" type="xs:int"/><xs:element name="Out" type="xs:int"/></xs:choice></xs:complexType></xs:element>
          <xs:element name="Price" minOccurs="0"><xs:complexType><xs:simpleContent><xs:extension base="xs:decimal">
            <xs:attribute name="currency" use="required"/></xs:extension></xs:simpleContent></xs:complexType></xs:element>
          <xs:element name="Who" minOccurs="0"><xs:complexType><xs:choice>
            <xs:element name="Man" type="xs:string"/><xs:element name="Firm" type="xs:string"/></xs:choice></xs:complexType>
          </xs:element>
        </xs:sequence><xs:attribute name="rev"/></xs:complexType>
        <xs:element name="Do"><xs:complexType><xs:sequence>
          <xs:element name="Thing" type="tns:Thing" nillable="true"/>
        </xs:sequence></xs:complexType></xs:element>
        """)));

    private static readonly Spoken List = Speak(Echo(Schema("""
        <xs:complexType name="Thing"><xs:sequence>
          <xs:element name="Id" type="xs:int"/>
          <xs:element name="Name" type="xs:string" minOccurs="0" nillable="true"/>
          <xs:element name="Tag" type="xs:string" minOccurs="0" maxOccurs="unbounded"/>
          <xs:element name="Log" minOccurs="0"><xs:complexType><xs:choice maxOccurs="unbounded">
            <xs:element name="In" type="xs:int"/><xs:element name="Out" type="xs:int"/></xs:choice></xs:complexType></xs:element>
        </xs:sequence></xs:complexType>
        <xs:element name="Do"><xs:complexType><xs:sequence><xs:element name="Things"><xs:complexType><xs:sequence>
          <xs:element name="Thing" type="tns:Thing" minOccurs="0" maxOccurs="unbounded"/>
        </xs:sequence></xs:complexType></xs:element></xs:sequence></xs:complexType></xs:element>
        """)));

    private static readonly Spoken ListOfEach = List with { Operation = List.Operation with { ReadsEach = true } };

    private static readonly System.Text.Json.JsonSerializerOptions Plain =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string[] Types =
    [
        "byte", "int", "long", "unsignedInt", "integer", "nonNegativeInteger", "positiveInteger", "decimal", "float", "double",
        "base64Binary", "hexBinary", "dateTime", "date", "time", "gYear", "gYearMonth", "gMonthDay", "gDay", "gMonth", "duration",
        "boolean",
    ];

    private static readonly Spoken Values = Speak(Echo(Schema($"""
        <xs:element name="Do"><xs:complexType><xs:sequence>{string.Concat(
            Types.Select(t => $"""<xs:element name="{t}" type="xs:{t}" minOccurs="0"/>"""))}
          <xs:element name="ints" minOccurs="0"><xs:simpleType><xs:list itemType="xs:int"/></xs:simpleType></xs:element>
          <xs:element name="at" minOccurs="0"><xs:complexType><xs:attribute name="n" type="xs:short"/></xs:complexType>
          </xs:element>
        </xs:sequence></xs:complexType></xs:element>
        """)));

    private static string Do(string inside) => $"""<Do xmlns="urn:s">{inside}</Do>""";

    [Theory]
    [InlineData("", "Thing: is required, and missing")]
    [InlineData("<Thing/>", "Thing.Id: is required, and missing")]
    [InlineData("<Thing rev='1'/>", "Thing.Id: is required, and missing")]
    [InlineData("<Thing><Other/></Thing>", "Thing.Id: is required, and missing")]
    [InlineData("<Thing><Name>a</Name></Thing>", "Thing.Id: is required, and missing")]
    [InlineData("<Thing><Id>1</Id><B>1</B></Thing>", "Thing.C: is required, and missing")]
    [InlineData("<Thing><Id>1</Id><Log/></Thing>", "Thing.Log: needs one of In, Out")]
    [InlineData("<Thing><Id>1</Id><Who/></Thing>", "Thing.Who: needs one of Man, Firm")]
    [InlineData("<Thing><Id>1</Id><Price>5</Price></Thing>", "Thing.Price.@currency: is required, and missing")]
    [InlineData("<Thing><Id>1</Id><Price a='b'>5</Price></Thing>", "Thing.Price.@currency: is required, and missing")]
    [InlineData("<Thing><Id>1</Id></Thing><Thing><Id>2</Id></Thing>", "Thing: is there more than once, and may be there once")]
    [InlineData("<Thing><Id>1</Id><Name>a</Name><Id>2</Id></Thing>", "Thing.Id: is there more than once, and may be there once")]
    [InlineData(
        "<Thing href='#i1'/>", "Thing: refers to another element, which only messages of SOAP's encoding may")]
    [InlineData(
        "<Thing e:ref='i1' xmlns:e='http://www.w3.org/2003/05/soap-encoding'/>",
        "Thing: refers to another element, which only messages of SOAP's encoding may")]
    [InlineData(
        "<Thing><Id>1</Id><Name href='#i1'/></Thing>",
        "Thing.Name: refers to another element, which only messages of SOAP's encoding may")]
    public void An_answer_against_its_schema_is_none(string inside, string why) => Service.Refusal(Do(inside)).ShouldBe(why);

    [Theory]
    [InlineData("<Id>x</Id><Name>a</Name>", """{"Id":null,"Name":"a","Tag":[],"$unreadable":"Id: is not an xs:int"}""")]
    [InlineData("<Name>a</Name>", """{"Name":"a","Tag":[],"$unreadable":"Id: is required, and missing"}""")]
    [InlineData(
        "<Id>99999999999</Id>", """{"Id":null,"Tag":[],"$unreadable":"Id: is not an xs:int"}""")]
    [InlineData(
        "<Id>2</Id><Id>3</Id>", """{"Id":3,"Tag":[],"$unreadable":"Id: is there more than once, and may be there once"}""")]
    [InlineData(
        "<Id><b>2</b></Id><Name>a</Name>",
        """{"Id":null,"Name":"a","Tag":[],"$unreadable":"Id: holds the element '{urn:s}b', and should be a value"}""")]
    [InlineData(
        "<Id>2</Id><Name xsi:nil='true'><b>2</b></Name><Tag>a</Tag>",
        """{"Id":2,"Name":null,"Tag":["a"],"$unreadable":"Name: is nil, and has content"}""")]
    [InlineData("<Id>2</Id><Log/>", """{"Id":2,"Tag":[],"Log":{"$content":[]},"$unreadable":"Log: needs one of In, Out"}""")]
    public void Of_a_list_that_is_read_record_by_record_the_others_are_read(string odd, string said)
    {
        var body = $"<Things><Thing><Id>1</Id></Thing><Thing>{odd}</Thing><Thing><Id>4</Id></Thing></Things>";
        List.Outcome(Spoken.Envelope(Do(body))).ShouldBeOfType<InvalidAnswer>();
        var answer = ListOfEach.Outcome(Spoken.Envelope(Do(body))).ShouldBeOfType<Answer>();
        answer.HasUnreadable.ShouldBeTrue();
        answer.Document!.ToJsonString(Plain).ShouldBe(
            $$$"""{"Things":{"Thing":[{"Id":1,"Tag":[]},{{{said}}},{"Id":4,"Tag":[]}]}}""");
    }

    [Theory]
    [InlineData("<Other/>")]
    [InlineData("<Things><Thing><Id>1</Id></Thing>")]
    public void What_is_wrong_outside_of_a_record_makes_the_whole_list_unreadable(string inside) =>
        ListOfEach.Outcome(Spoken.Envelope(Do(inside))).ShouldBeOfType<InvalidAnswer>();

    [Fact]
    public void Nor_are_two_answers_one() =>
        Service.Refusal(Do("<Thing><Id>1</Id></Thing>") + Do("<Thing><Id>2</Id></Thing>"))
            .ShouldBe("the body holds 'Do' more than once");

    [Theory]
    [InlineData("<Thing xsi:nil='true'/>", """{"Thing":null}""")]
    [InlineData("<Thing><Id/></Thing>", """{"Thing":{"Id":null,"Tag":[]}}""")]
    [InlineData("<Thing><A>1</A><Tag>a</Tag><Id>1</Id><Tag>b</Tag></Thing>", """{"Thing":{"Id":1,"Tag":["a","b"],"A":1}}""")]
    [InlineData("<Thing><Id>1</Id><C>1</C><B>2</B></Thing>", """{"Thing":{"Id":1,"Tag":[],"B":2,"C":1}}""")]
    [InlineData("<Thing href='other.html'><Id>1</Id></Thing>", """{"Thing":{"Id":1,"Tag":[]}}""")]
    public void What_the_schema_allows_is_read_in_any_order(string inside, string json) =>
        Service.Read(Do(inside)).ShouldBe(json);

    [Theory]
    [InlineData("", "{}")]
    [InlineData("<Thing/>", """{"Thing":{"Tag":[]}}""")]
    [InlineData("<Thing><Id>99999999999</Id></Thing><Thing><Id>2</Id></Thing>", """{"Thing":{"Id":2,"Tag":[]}}""")]
    [InlineData("<Thing><Id>99999999999</Id></Thing>", """{"Thing":{"Id":99999999999,"Tag":[]}}""")]
    public void A_system_known_to_be_lenient_is_read_as_it_is(string inside, string json) =>
        (Service with { Contract = Service.Contract with { Lenient = true } }).Read(Do(inside)).ShouldBe(json);

    [Theory]
    [InlineData("byte", "128")]
    [InlineData("int", "99999999999")]
    [InlineData("int", "-2147483649")]
    [InlineData("int", "1.5")]
    [InlineData("long", "9223372036854775808")]
    [InlineData("unsignedInt", "-1")]
    [InlineData("integer", "0.5")]
    [InlineData("nonNegativeInteger", "-100000000000000000000000000000000000000000000000000")]
    [InlineData("positiveInteger", "0")]
    [InlineData("float", "1e39")]
    [InlineData("double", "1e999")]
    [InlineData("double", "-1e999")]
    [InlineData("double", "1e-999")]
    [InlineData("base64Binary", "@@@")]
    [InlineData("base64Binary", "abc")]
    [InlineData("hexBinary", "0g")]
    [InlineData("hexBinary", "012")]
    [InlineData("dateTime", "yesterday")]
    [InlineData("dateTime", "2026-11-28 10:00:00")]
    [InlineData("dateTime", "2026-11-28T25:00:00")]
    [InlineData("dateTime", "2026-11-28T24:00:01")]
    [InlineData("date", "2026-02-29")]
    [InlineData("date", "0000-00-00")]
    [InlineData("date", "28.11.2026")]
    [InlineData("time", "10:61:00")]
    [InlineData("time", "10:00:00.")]
    [InlineData("gYear", "26")]
    [InlineData("gYearMonth", "2026-13")]
    [InlineData("gMonthDay", "--02-30")]
    [InlineData("gDay", "---32")]
    [InlineData("gMonth", "--13")]
    [InlineData("duration", "P")]
    [InlineData("duration", "P1DT")]
    [InlineData("duration", "PT1.5H")]
    [InlineData("boolean", "yes")]
    [InlineData("ints", "1 99999999999 3")]
    public void A_value_that_its_type_does_not_have_leaves_no_answer(string type, string text)
    {
        Values.Refusal(Do($"<{type}>{text}</{type}>")).ShouldStartWith($"{type}: is not a");
    }

    [Fact]
    public void Nor_does_an_attribute() => Values.Refusal(Do("<at n='99999'/>")).ShouldBe("at.@n: is not an xs:short");

    [Theory]
    [InlineData("byte", "-128", "-128")]
    [InlineData("int", "+2147483647", "2147483647")]
    [InlineData("int", "5.0", "5.0")]
    [InlineData("long", "-9223372036854775808", "-9223372036854775808")]
    [InlineData("integer", "-1000000000000000000000000000000000000000000", "-1000000000000000000000000000000000000000000")]
    [InlineData("decimal", "0.00000000000000000000000000000000000000000001", "0.00000000000000000000000000000000000000000001")]
    [InlineData("float", "3.4e38", "3.4e38")]
    [InlineData("double", "1.7976931348623157E308", "1.7976931348623157E308")]
    [InlineData("double", "0e-999", "0e-999")]
    [InlineData("double", "INF", "\"INF\"")]
    [InlineData("base64Binary", " YWJj\nZA== ", "\"YWJjZA==\"")]
    [InlineData("base64Binary", "", "\"\"")]
    [InlineData("hexBinary", "0aFF", "\"0aFF\"")]
    [InlineData("dateTime", "-12026-02-28T24:00:00.000-14:00", "\"-12026-02-28T24:00:00.000-14:00\"")]
    [InlineData("dateTime", "0001-01-01T00:00:00", "\"0001-01-01T00:00:00\"")]
    [InlineData("date", "2024-02-29", "\"2024-02-29\"")]
    // As many serializers write each date; its published format has no zone, and neither has what is sent back.
    [InlineData("date", "2024-02-29Z", "\"2024-02-29\"")]
    [InlineData("date", "2024-02-29+01:00", "\"2024-02-29\"")]
    [InlineData("date", "2024-02-29-14:00", "\"2024-02-29\"")]
    [InlineData("date", "-0044-03-15Z", "\"-0044-03-15Z\"")]
    [InlineData("date", "", "null")]
    [InlineData("time", "23:59:59.123456789Z", "\"23:59:59.123456789Z\"")]
    [InlineData("gMonthDay", "--02-29", "\"--02-29\"")]
    [InlineData("gDay", "---31", "\"---31\"")]
    [InlineData("gMonth", "--11--", "\"--11--\"")]
    [InlineData("duration", "-P1Y2M3DT4H5M6.7S", "\"-P1Y2M3DT4H5M6.7S\"")]
    [InlineData("duration", "PT0S", "\"PT0S\"")]
    [InlineData("ints", "1 2", "[1,2]")]
    public void Every_value_that_it_has_is_read(string type, string text, string json) =>
        Values.Read(Do($"<{type}>{text}</{type}>")).ShouldBe("{\"" + type + "\":" + json + "}");

    [Theory]
    [InlineData("dateTime", "2026-01-01T24:00:00")]
    [InlineData("dateTime", "-12026-02-28T24:00:00.000-14:00")]
    [InlineData("time", "24:00:00")]
    [InlineData("gYear", "12026")]
    [InlineData("gMonth", "--11--")]
    [InlineData("duration", "P1Y2M3DT4H5M6.7S")]
    public void A_time_that_is_read_is_sent_back_unchanged(string type, string text) =>
        Values.Body(Values.Read(Do($"<{type}>{text}</{type}>"))).ShouldBe(Do($"<{type}>{text}</{type}>"));

    [Theory]
    [InlineData("dateTime", "2026-01-01T24:00:01", "a date and time, such as 2026-01-31T12:00:00Z")]
    [InlineData("date", "2026-02-30", "a date, such as 2026-01-31")]
    public void A_time_that_does_not_exist_is_not_sent(string type, string text, string wanted) =>
        Values.Errors("{\"" + type + "\":\"" + text + "\"}").ShouldBe([$"{type}: '{text}' is not {wanted}"]);

    [Theory]
    [InlineData("double", "1e999", "double")]
    [InlineData("double", "-1e999", "double")]
    [InlineData("double", "1e-999", "double")]
    [InlineData("double", "\"1e999\"", "double")]
    [InlineData("float", "1e39", "single")]
    public void A_number_that_would_become_another_one_is_not_sent(string type, string json, string precision) =>
        Values.Errors("{\"" + type + "\":" + json + "}")
            .ShouldBe([$"{type}: '{json.Trim('"')}' is too large or too small for a number of {precision} precision"]);
}
