using Hub.Platform.Plan;

namespace Hub.Adapters.Tests.Stubs;

/// <summary>A small system of somebody else's: parts and bookings, its schema in a file of its own.</summary>
internal static class Parts
{
    public const string Wsdl = """
        <definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:tns="urn:parts:wsdl" xmlns:p="urn:parts"
            xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:soap12="http://schemas.xmlsoap.org/wsdl/soap12/" targetNamespace="urn:parts:wsdl">
          <types><xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:import namespace="urn:parts" schemaLocation="xsd/parts.xsd"/></xs:schema></types>
          <message name="GetIn"><part name="body" element="p:GetPart"/></message>
          <message name="GetOut"><part name="body" element="p:GetPartResponse"/></message>
          <message name="BookIn"><part name="body" element="p:Book"/></message>
          <message name="BookOut"><part name="body" element="p:BookResponse"/></message>
          <message name="RpcIn"><part name="a" type="p:Lost"/></message>
          <message name="Fault"><part name="f" element="p:NoSuchPart"/></message>
          <portType name="Parts">
            <operation name="GetPart"><input message="tns:GetIn"/><output message="tns:GetOut"/><fault name="f" message="tns:Fault"/></operation>
            <operation name="Book"><input message="tns:BookIn"/><output message="tns:BookOut"/></operation>
            <operation name="Old"><input message="tns:RpcIn"/></operation>
          </portType>
          <binding name="Soap12" type="tns:Parts"><soap12:binding style="document"/>
            <operation name="GetPart"><soap12:operation soapAction="urn:get"/><input><soap12:body use="literal"/></input><output><soap12:body use="literal"/></output></operation>
          </binding>
          <binding name="Soap11" type="tns:Parts"><soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>
            <operation name="GetPart"><soap:operation soapAction="urn:get"/><input><soap:body use="literal"/></input><output><soap:body use="literal"/></output></operation>
            <operation name="Book"><soap:operation soapAction="urn:book"/><input><soap:body use="literal"/></input><output><soap:body use="literal"/></output></operation>
            <operation name="Old"><soap:operation soapAction="" style="rpc"/><input><soap:body use="literal"/></input></operation>
          </binding>
          <service name="S"><port name="P12" binding="tns:Soap12"><soap12:address location="http://x/"/></port><port name="P11" binding="tns:Soap11"><soap:address location="http://x/"/></port></service>
        </definitions>
        """;

    public const string Schema = """
        <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="urn:parts" targetNamespace="urn:parts" elementFormDefault="qualified">
          <xs:simpleType name="Code"><xs:restriction base="xs:string"><xs:maxLength value="4"/></xs:restriction></xs:simpleType>
          <xs:complexType name="Money"><xs:simpleContent><xs:extension base="xs:decimal"><xs:attribute name="currency" type="xs:string" use="required"/></xs:extension></xs:simpleContent></xs:complexType>
          <xs:complexType name="Owner" abstract="true"><xs:sequence><xs:element name="Name" type="xs:string"/></xs:sequence></xs:complexType>
          <xs:complexType name="Person"><xs:complexContent><xs:extension base="Owner"><xs:sequence><xs:element name="Age" type="xs:int"/></xs:sequence></xs:extension></xs:complexContent></xs:complexType>
          <xs:complexType name="Firm"><xs:complexContent><xs:extension base="Owner"><xs:sequence><xs:element name="Vat" type="xs:string" minOccurs="0"/></xs:sequence></xs:extension></xs:complexContent></xs:complexType>
          <xs:element name="Head" type="xs:string" abstract="true"/>
          <xs:element name="Red" type="xs:string" substitutionGroup="Head"/>
          <xs:element name="Blue" type="xs:string" substitutionGroup="Head"/>
          <xs:complexType name="Part">
            <xs:sequence>
              <xs:element name="No" type="Code"/>
              <xs:element name="Count" type="xs:integer"/>
              <xs:element name="Weight" type="xs:decimal" minOccurs="0"/>
              <xs:element name="Factor" type="xs:double" minOccurs="0"/>
              <xs:element name="Sold" type="xs:boolean"/>
              <xs:element name="At" type="xs:dateTime" minOccurs="0"/>
              <xs:element name="Picture" type="xs:base64Binary" minOccurs="0"/>
              <xs:element name="Note" type="xs:string" nillable="true"/>
              <xs:element name="Price" type="Money" minOccurs="0"/>
              <xs:element name="Tag" type="xs:string" minOccurs="0" maxOccurs="unbounded"/>
              <xs:element name="Owner" type="Owner" minOccurs="0"/>
              <xs:choice minOccurs="0"><xs:element name="Left" type="xs:int"/><xs:sequence><xs:element name="Right" type="xs:int"/><xs:element name="More" type="xs:int" minOccurs="0"/></xs:sequence></xs:choice>
              <xs:element ref="Head" minOccurs="0"/>
              <xs:element name="Log" minOccurs="0"><xs:complexType><xs:choice maxOccurs="unbounded"><xs:element name="In" type="xs:int"/><xs:element name="Out" type="xs:int"/></xs:choice></xs:complexType></xs:element>
              <xs:element name="Text" minOccurs="0"><xs:complexType mixed="true"><xs:sequence><xs:element name="B" type="xs:string" minOccurs="0" maxOccurs="unbounded"/></xs:sequence></xs:complexType></xs:element>
              <xs:element name="Size" minOccurs="0"><xs:complexType><xs:all><xs:element name="W" type="xs:int"/><xs:element name="H" type="xs:int" minOccurs="0"/></xs:all></xs:complexType></xs:element>
              <xs:element name="Inner" type="Part" minOccurs="0" maxOccurs="3"/>
              <xs:any namespace="##other" processContents="lax" minOccurs="0" maxOccurs="unbounded"/>
            </xs:sequence>
            <xs:attribute name="rev" type="xs:int"/>
          </xs:complexType>
          <xs:element name="GetPart"><xs:complexType><xs:sequence><xs:element name="No" type="xs:int"/></xs:sequence></xs:complexType></xs:element>
          <xs:element name="GetPartResponse"><xs:complexType><xs:sequence><xs:element name="Part" type="Part"/></xs:sequence></xs:complexType></xs:element>
          <xs:element name="Book"><xs:complexType><xs:sequence>
            <xs:element name="Ref" type="xs:string" minOccurs="0"/>
            <xs:element name="Item" maxOccurs="unbounded"><xs:complexType><xs:sequence><xs:element name="No" type="Code"/><xs:element name="Qty" type="xs:int"/></xs:sequence></xs:complexType></xs:element>
          </xs:sequence></xs:complexType></xs:element>
          <xs:element name="BookResponse"><xs:complexType><xs:sequence><xs:element name="BookingNo" type="xs:int"/></xs:sequence></xs:complexType></xs:element>
          <xs:element name="NoSuchPart"><xs:complexType><xs:sequence><xs:element name="Text" type="xs:string"/></xs:sequence></xs:complexType></xs:element>
        </xs:schema>
        """;

    private const string Capability = """
        capability: parts
        owner: parts-team
        zone: outside
        pace: record
        access: anonymous
        sides: { legacy: "adapter:parts" }
        routes:
          parts.get: { match: "GET /api/parts/{id}" }
          parts.book: { match: POST /api/bookings }
        """;

    public const string System = """
        system: parts
        soap: { wsdl: contracts/parts.wsdl, address: "${env:PARTS}" }
        limits: { concurrency: 2, timeout: 1s }
        resources:
          parts.get:
            call: GetPart
            in:  { No: { from: path.id, prefix: "T-" } }
            out: { at: Part, id: { from: No, prefix: "T-" }, count: Count, tags: { each: Tag }, weight: Weight }
            faults: { NoSuchPart: 404 }
          parts.book:
            call: Book
            in:  { Ref: request.id, Item: { each: body.lines, No: { from: sku, prefix: "T-" }, Qty: quantity } }
            out: { id: { from: BookingNo, prefix: "B-" } }
            status: 201
            location: /api/bookings/{id}
            lookup: "/api/bookings?ref={externalReference}"
        """;

    public static PlanBundle Bundle(string system = System) => RunningAdapters.Bundle(
        ("contracts/parts.wsdl", Wsdl), ("contracts/xsd/parts.xsd", Schema), ("capabilities/parts.yaml", Capability), ("systems/parts.yaml", system));
}
