using System.Xml.Linq;

namespace LegacyLandscape.Tests.Harness;

/// <summary>The CRM's names on the wire, spelled out here again on purpose.</summary>
internal static class CrmXml
{
    public static readonly XNamespace M = "http://legacy.example/crm/messages";
    public static readonly XNamespace T = "http://legacy.example/crm/types";
    public static readonly XName Nil = XNamespace.Get("http://www.w3.org/2001/XMLSchema-instance") + "nil";

    public static XElement Request(string operation, params (string Name, object? Value)[] fields) => new(
        M + operation,
        fields.Where(field => field.Value is not null).Select(field => new XElement(M + field.Name, field.Value)));

    public static XElement Create(XElement customer, string? externalRef = null) =>
        new(M + "CreateCustomer", customer, externalRef is null ? null : new XElement(M + "ExternalRef", externalRef));

    public static XElement Update(XElement customer) =>
        new(M + "UpdateCustomer", new XElement(M + "Customer", customer.Attributes(), customer.Elements()));

    public static XElement ModifiedSince(string since, int maxCount = 500) =>
        Request("CustomersModifiedSince", ("Since", since), ("MaxCount", maxCount));

    public static XElement NewCustomer(string name, params object[] more) => new(
        M + "Customer",
        new XAttribute("Status", "Prospect"),
        new XElement(T + "Name", name),
        new XElement(T + "CreditLimit", new XAttribute(Nil, true)),
        new XElement(T + "Addresses"),
        more);

    public static string Field(this XElement customer, string name) => customer.Element(T + name)!.Value;
}
