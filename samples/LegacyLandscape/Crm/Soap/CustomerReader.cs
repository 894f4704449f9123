using System.Xml.Linq;
using System.Xml.Schema;
using LegacyLandscape.Crm.Store;
using static LegacyLandscape.Crm.Soap.Namespaces;

namespace LegacyLandscape.Crm.Soap;

/// <summary>Reads the contract's types out of a request that has been validated.</summary>
internal static class CustomerReader
{
    private static readonly XName Nil = XNamespace.Get(XmlSchema.InstanceNamespace) + "nil";

    public static Customer ToCustomer(this XElement element) => new()
    {
        CustomerNo = ((string?)element.Element(T + "CustomerNo"))?.Trim(' ') ?? "",
        Status = (string)element.Attribute("Status")!,
        Segment = (string?)element.Attribute("Segment"),
        Name = element.Text("Name"),
        TaxNo = (string?)element.Element(T + "TaxNo"),
        CreditLimit = IsNil(element.Element(T + "CreditLimit")!) ? null : (decimal)element.Element(T + "CreditLimit")!,
        CustomerSince = ((string?)element.Element(T + "CustomerSince"))?.Trim(),
        Language = ((string?)element.Element(T + "Language"))?.Trim(),
        Phones = [.. element.Elements(T + "Phone").Select(ToPhone)],
        Addresses = [.. element.Element(T + "Addresses")!.Elements(T + "Address").Select(ToAddress)],
        Contacts = element.Element(T + "Contacts")?.Elements(T + "Contact").Select(ToContact).ToList(),
        Note = (string?)element.Element(T + "Note"),
        Version = (int?)element.Element(T + "Version") ?? 0,
    };

    private static Phone ToPhone(XElement phone) => new((string)phone.Attribute("Type")!, phone.Value);

    private static Address ToAddress(XElement address) => new(
        (string)address.Attribute("Type")!,
        (bool?)address.Attribute("Primary"),
        [.. address.Element(T + "Lines")!.Elements(T + "Line").Select(line => line.Value)],
        (string?)address.Element(T + "PostCode"),
        address.Text("City"),
        address.Text("Country"));

    private static Contact ToContact(XElement contact) => new(
        contact.Text("Name"),
        (string?)contact.Element(T + "Role"),
        IsNil(contact.Element(T + "Email")!) ? null : contact.Text("Email"),
        [.. contact.Elements(T + "Phone").Select(ToPhone)]);

    private static string Text(this XElement element, string name) => (string)element.Element(T + name)!;

    private static bool IsNil(XElement element) => (bool?)element.Attribute(Nil) == true;
}
