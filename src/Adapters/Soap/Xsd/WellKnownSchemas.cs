using System.Collections.Frozen;
using Hub.Soap.Xml;

namespace Hub.Soap.Xsd;

/// <summary>
/// Schemas that WSDLs refer to and hardly ever bring along, as far as types are made of them: never fetched, and never
/// taken from a plan's file.
/// </summary>
internal static class WellKnownSchemas
{
    private const string Any = """<xs:any namespace="##any" minOccurs="0" maxOccurs="unbounded" processContents="lax"/>""";

    // The simple types of XML Schema that SOAP encoding repeats, each with room for an id.
    private static readonly string[] Simple =
    [
        "string", "boolean", "decimal", "float", "double", "duration", "dateTime", "time", "date", "gYearMonth", "gYear",
        "gMonthDay", "gDay", "gMonth", "hexBinary", "base64Binary", "anyURI", "QName", "normalizedString", "token",
        "language", "Name", "NMTOKEN",
        "NCName", "integer", "nonPositiveInteger", "negativeInteger", "long", "int", "short", "byte", "nonNegativeInteger",
        "unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte", "positiveInteger",
    ];

    private static readonly FrozenDictionary<string, string> Schemas = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [SoapNamespaces.Encoding11] = Encoding(SoapNamespaces.Encoding11, "id:ID href:anyURI", "arrayType:string offset:string"),
        [SoapNamespaces.Encoding12] = Encoding(
            SoapNamespaces.Encoding12, "id:ID ref:IDREF", "itemType:QName arraySize:string nodeType:string arrayType:string"),
        [SoapNamespaces.MimeTypes] = $"""
            <xs:schema xmlns:xs="{SoapNamespaces.Schema}" xmlns:m="{SoapNamespaces.MimeTypes}"
              targetNamespace="{SoapNamespaces.MimeTypes}">
              <xs:attribute name="contentType" type="xs:string"/>
              <xs:attribute name="expectedContentTypes" type="xs:string"/>
              {Binary("base64Binary")}{Binary("hexBinary")}
            </xs:schema>
            """,
        [SoapNamespaces.Xml] = $"""
            <xs:schema xmlns:xs="{SoapNamespaces.Schema}" targetNamespace="{SoapNamespaces.Xml}">
              {Attributes("lang:language space:NCName base:anyURI id:ID")}
            </xs:schema>
            """,
        // What Axis and PHP send for a dictionary.
        [SoapNamespaces.ApacheTypes] = $"""
            <xs:schema xmlns:xs="{SoapNamespaces.Schema}" xmlns:a="{SoapNamespaces.ApacheTypes}"
              targetNamespace="{SoapNamespaces.ApacheTypes}">
              <xs:complexType name="mapItem"><xs:sequence>
                <xs:element name="key" nillable="true" type="xs:anyType"/>
                <xs:element name="value" nillable="true" type="xs:anyType"/>
              </xs:sequence></xs:complexType>
              <xs:complexType name="Map"><xs:sequence>
                <xs:element name="item" type="a:mapItem" minOccurs="0" maxOccurs="unbounded"/>
              </xs:sequence></xs:complexType>
              <xs:complexType name="Vector"><xs:sequence>
                <xs:element name="item" type="xs:anyType" nillable="true" minOccurs="0" maxOccurs="unbounded"/>
              </xs:sequence></xs:complexType>
              <xs:complexType name="Element"><xs:sequence>{Any}</xs:sequence></xs:complexType>
              <xs:complexType name="Document"><xs:sequence>{Any}</xs:sequence></xs:complexType>
            </xs:schema>
            """,
        // The encoding's attribute wsdl:arrayType is in it and nothing else that a schema refers to.
        [SoapNamespaces.Wsdl] = $"""<xs:schema xmlns:xs="{SoapNamespaces.Schema}" targetNamespace="{SoapNamespaces.Wsdl}"/>""",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static string? Find(string space) => Schemas.GetValueOrDefault(space);

    /// <summary>Whether XML Schema itself brings it along.</summary>
    public static bool IsBuiltIn(string space) => space is SoapNamespaces.Schema or SoapNamespaces.SchemaInstance;

    private static string Encoding(string space, string common, string array) => $"""
        <xs:schema xmlns:xs="{SoapNamespaces.Schema}" xmlns:e="{space}" targetNamespace="{space}">
          {Attributes(array)}
          <xs:attributeGroup name="commonAttributes">
            {Attributes(common)}<xs:anyAttribute namespace="##other" processContents="lax"/>
          </xs:attributeGroup>
          <xs:attributeGroup name="arrayAttributes">{References(array)}</xs:attributeGroup>
          <xs:attributeGroup name="arrayMemberAttributes"><xs:attribute name="position" type="xs:string"/></xs:attributeGroup>
          <xs:group name="Array"><xs:sequence>{Any}</xs:sequence></xs:group>
          <xs:group name="Struct"><xs:sequence>{Any}</xs:sequence></xs:group>
          <xs:complexType name="Array">
            <xs:group ref="e:Array" minOccurs="0"/>
            <xs:attributeGroup ref="e:arrayAttributes"/><xs:attributeGroup ref="e:commonAttributes"/>
          </xs:complexType>
          <xs:complexType name="Struct">
            <xs:group ref="e:Struct" minOccurs="0"/><xs:attributeGroup ref="e:commonAttributes"/>
          </xs:complexType>
          <xs:simpleType name="base64"><xs:restriction base="xs:base64Binary"/></xs:simpleType>
          {string.Concat(Simple.Select(s => $"""
            <xs:complexType name="{s}"><xs:simpleContent><xs:extension base="xs:{s}">
              <xs:attributeGroup ref="e:commonAttributes"/>
            </xs:extension></xs:simpleContent></xs:complexType>
            <xs:element name="{s}" type="e:{s}"/>
            """))}
        </xs:schema>
        """;

    private static string Attributes(string list) =>
        string.Concat(Pairs(list).Select(a => $"""<xs:attribute name="{a.Name}" type="xs:{a.Type}"/>"""));

    private static string References(string list) =>
        string.Concat(Pairs(list).Select(a => $"""<xs:attribute ref="e:{a.Name}"/>"""));

    private static string Binary(string name) => $"""
        <xs:complexType name="{name}"><xs:simpleContent><xs:extension base="xs:{name}">
          <xs:attribute ref="m:contentType"/>
        </xs:extension></xs:simpleContent></xs:complexType>
        """;

    private static IEnumerable<(string Name, string Type)> Pairs(string list) =>
        list.Split(' ').Select(p => p.Split(':')).Select(p => (p[0], p[1]));
}
