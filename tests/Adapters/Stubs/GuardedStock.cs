using Hub.Platform.Plan;

namespace Hub.Adapters.Tests.Stubs;

/// <summary>A stock system as ASP.NET made them: an account in a header of its own, there and back, and no login.</summary>
internal static class GuardedStock
{
    public const string Secret = "pa\"ss<&>17";

    public const string Account = """header: AuthHeader, with: { UserName: robot, Password: "${env:SECRET}" }""";

    public const string Wsdl = """
        <definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:tns="urn:stock" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" targetNamespace="urn:stock">
          <types><xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:stock" elementFormDefault="qualified">
            <xs:element name="GetItem"><xs:complexType><xs:sequence><xs:element name="No" type="xs:string"/></xs:sequence></xs:complexType></xs:element>
            <xs:element name="CountItems"><xs:complexType/></xs:element>
            <xs:element name="ItemAnswer"><xs:complexType><xs:sequence><xs:element name="Name" type="xs:string"/></xs:sequence></xs:complexType></xs:element>
            <xs:element name="AuthHeader" type="tns:AuthHeader" xmlns:tns="urn:stock"/>
            <xs:complexType name="AuthHeader"><xs:sequence>
              <xs:element name="UserName" type="xs:string" minOccurs="0"/><xs:element name="Password" type="xs:string"/><xs:element name="Company" type="xs:int" minOccurs="0"/>
            </xs:sequence></xs:complexType>
            <xs:element name="Locale"><xs:complexType><xs:sequence><xs:element name="Language" type="xs:string"/></xs:sequence></xs:complexType></xs:element>
          </xs:schema></types>
          <message name="Get"><part name="p" element="tns:GetItem"/></message><message name="Count"><part name="p" element="tns:CountItems"/></message>
          <message name="Out"><part name="p" element="tns:ItemAnswer"/></message>
          <message name="Auth"><part name="h" element="tns:AuthHeader"/></message><message name="Locale"><part name="h" element="tns:Locale"/></message>
          <portType name="Stock">
            <operation name="GetItem"><input message="tns:Get"/><output message="tns:Out"/></operation>
            <operation name="CountItems"><input message="tns:Count"/><output message="tns:Out"/></operation>
          </portType>
          <binding name="B" type="tns:Stock"><soap:binding style="document"/>
            <operation name="GetItem"><soap:operation soapAction="get"/>
              <input><soap:body use="literal"/><soap:header message="tns:Auth" part="h" use="literal"/><soap:header message="tns:Locale" part="h" use="literal"/></input>
              <output><soap:body use="literal"/><soap:header message="tns:Auth" part="h" use="literal"/></output></operation>
            <operation name="CountItems"><soap:operation soapAction="count"/>
              <input><soap:body use="literal"/><soap:header message="tns:Auth" part="h" use="literal"/></input><output><soap:body use="literal"/></output></operation>
          </binding>
          <service name="S"><port name="P" binding="tns:B"><soap:address location="http://x/"/></port></service>
        </definitions>
        """;

    /// <summary>An answer that repeats the account, in the header as ASP.NET does it and in the body as nobody should.</summary>
    public const string Answer = """
        <s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
          <s:Header><AuthHeader xmlns="urn:stock"><UserName>robot</UserName><Password>pa"ss&lt;&amp;&gt;17</Password></AuthHeader></s:Header>
          <s:Body><ItemAnswer xmlns="urn:stock"><Name>bolt for pa"ss&lt;&amp;&gt;17</Name></ItemAnswer></s:Body>
        </s:Envelope>
        """;

    public static PlanReferences References(string address) =>
        new(new Dictionary<string, string> { ["STOCK"] = address, ["SECRET"] = Secret });

    public static PlanBundle Bundle(string credentials) => RunningAdapters.Bundle(
        ("contracts/stock.wsdl", Wsdl),
        ("capabilities/items.yaml", """
            capability: items
            owner: items-team
            zone: outside
            pace: record
            access: anonymous
            sides: { legacy: "adapter:stock" }
            routes: { items.get: { match: "GET /api/items/{id}" }, items.find: { match: "POST /api/items" } }
            """),
        ("systems/stock.yaml", $$"""
            system: stock
            soap: { wsdl: contracts/stock.wsdl, address: "${env:STOCK}" }
            credentials: { {{credentials}} }
            faults: { code.Client: 422 }
            resources:
              items.get: { call: GetItem, in: { No: path.id }, out: { name: Name } }
              items.find: { call: GetItem, in: { same: body }, out: { same: true } }
            """));
}
