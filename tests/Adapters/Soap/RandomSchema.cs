using System.Text;

namespace Hub.Adapters.Tests.Soap;

/// <summary>Makes a schema from a seed: types that extend, contain and repeat each other in most ways there are.</summary>
internal sealed class RandomSchema(int seed)
{
    private static readonly string[] BuiltIn =
    [
        "xs:string", "xs:int", "xs:integer", "xs:decimal", "xs:boolean", "xs:double", "xs:dateTime", "xs:date",
        "xs:base64Binary", "xs:anyURI", "xs:QName",
    ];
    private static readonly string[] Simple = ["tns:Status", "tns:Few", "tns:Numeric", "tns:Words", "tns:Percent"];
    private readonly Random _random = new(seed);
    private readonly StringBuilder _text = new();
    private int _names;
    private int _headIn = -1;

    /// <param name="encoded">
    /// Whether it is for SOAP's encoding: no attributes, no text beside them, and arrays of its own.
    /// </param>
    public string Write(bool encoded)
    {
        _text.Append("""
            <xs:simpleType name="Status"><xs:restriction base="xs:string">
              <xs:enumeration value="new"/><xs:enumeration value="sent"/>
            </xs:restriction></xs:simpleType>
            <xs:simpleType name="Few"><xs:list itemType="xs:int"/></xs:simpleType>
            <xs:simpleType name="Numeric"><xs:union memberTypes="xs:int xs:decimal"/></xs:simpleType>
            <xs:simpleType name="Words"><xs:list itemType="tns:Status"/></xs:simpleType>
            <xs:simpleType name="Percent"><xs:restriction base="xs:decimal">
              <xs:minInclusive value="0"/><xs:maxInclusive value="100"/>
            </xs:restriction></xs:simpleType>
            <xs:element name="Head" type="xs:string" abstract="true"/>
            <xs:element name="Left" type="xs:string" substitutionGroup="tns:Head"/>
            <xs:element name="Right" type="xs:string" substitutionGroup="tns:Head"/>
            <xs:complexType name="Money"><xs:simpleContent><xs:extension base="xs:decimal">
              <xs:attribute name="currency" use="required"/>
            </xs:extension></xs:simpleContent></xs:complexType>
            <xs:attribute name="global" type="xs:int"/>
            """);
        if (encoded)
            _text.Append("""
                <xs:complexType name="Array"><xs:complexContent>
                  <xs:restriction base="soapenc:Array">
                    <xs:attribute ref="soapenc:arrayType" wsdl:arrayType="xs:int[][]"/>
                  </xs:restriction>
                </xs:complexContent></xs:complexType>
                """);
        var count = _random.Next(2, 6);
        for (var i = 0; i < count; i++)
            Type(i, count, encoded);
        return _text.ToString();
    }

    private void Type(int number, int count, bool encoded)
    {
        var mixed = !encoded && _random.Next(6) == 0;
        var extends = number > 0 && !mixed && _random.Next(3) == 0;
        // What is extended may itself be mixed, and then all of it would have to be.
        var isBase = number == 0;
        _text.Append($"<xs:complexType name=\"T{number}\" {(mixed && !isBase ? "mixed='true'" : "")}>");
        if (extends)
            _text.Append("<xs:complexContent><xs:extension base=\"tns:T0\">");
        Group(number, count, encoded, depth: 0, open: !extends && !isBase && _random.Next(4) == 0);
        if (!encoded)
        {
            for (var i = _random.Next(3); i > 0; i--)
                _text.Append($"<xs:attribute name=\"{Name()}\" type=\"{Pick(_random.Next(2) == 0 ? BuiltIn : Simple)}\" "
                    + $"{(_random.Next(3) == 0 ? "use='required'" : "")}/>");
            if (!extends && number > 0 && _random.Next(4) == 0)
                _text.Append("<xs:attribute ref=\"tns:global\"/>");
        }

        _text.Append(extends ? "</xs:extension></xs:complexContent></xs:complexType>" : "</xs:complexType>");
    }

    private void Group(int number, int count, bool encoded, int depth, bool open)
    {
        var choice = _random.Next(4) == 0;
        var repeats = depth > 0 && !encoded && _random.Next(8) == 0;
        var least = _random.Next(3) == 0 && depth > 0 ? " minOccurs='0'" : "";
        _text.Append($"<xs:{(choice ? "choice" : "sequence")}{least}{(repeats ? " maxOccurs='unbounded'" : "")}>");
        for (var i = _random.Next(1, 4); i > 0; i--)
        {
            if (depth < 2 && _random.Next(5) == 0)
                Group(number, count, encoded, depth + 1, open: false);
            else
                Element(number, count, encoded);
        }

        if (open && !choice)
            _text.Append("<xs:any namespace='##other' processContents='lax' minOccurs='0' maxOccurs='unbounded'/>");
        _text.Append($"</xs:{(choice ? "choice" : "sequence")}>");
    }

    private void Element(int number, int count, bool encoded)
    {
        // An element that stands in one place once: two of them would be an ambiguity of the schema's.
        if (!encoded && _random.Next(12) == 0 && number > 1 && _headIn != number)
        {
            _headIn = number;
            _text.Append("<xs:element minOccurs='0' ref='tns:Head'/>");
            return;
        }

        var complex = _random.Next(4) == 0;
        var type = complex
            ? encoded && _random.Next(2) == 0 ? "tns:Array"
                : _random.Next(5) == 0 && !encoded ? "tns:Money"
                : $"tns:T{_random.Next(count)}"
            : _random.Next(8) == 0 ? "xs:anyType" : Pick(_random.Next(3) == 0 ? Simple : BuiltIn);
        // What contains itself must be able to end.
        var least = complex ? 0 : _random.Next(2);
        var most = _random.Next(4) switch { 0 => "unbounded", 1 => "3", _ => "1" };
        _text.Append($"<xs:element name='{Name()}' type='{type}' minOccurs='{least}' maxOccurs='{most}' "
            + $"{(_random.Next(4) == 0 ? "nillable='true'" : "")} {(_random.Next(5) == 0 ? "form='unqualified'" : "")}/>");
    }

    private string Name() => $"n{++_names}";

    private string Pick(string[] from) => from[_random.Next(from.Length)];
}
