using System.Xml;
using LegacyLandscape.Crm.Store;
using LegacyLandscape.Soap;

namespace LegacyLandscape.Crm.Soap;

/// <summary>Writes the CRM's records as the contract's types.</summary>
internal static class CustomerWriter
{
    public static void Fields(this ContractWriter writer, Customer customer)
    {
        writer.Attribute("Status", customer.Status);
        writer.Attribute("Segment", customer.Segment);
        writer.Attribute("Deleted", customer.IsDeleted ? "true" : null);
        writer.Field("CustomerNo", customer.CustomerNo);
        writer.Field("Name", customer.Name);
        writer.Optional("TaxNo", customer.TaxNo);
        writer.Nillable("CreditLimit", customer.CreditLimit?.ToString("0.00"));
        writer.Optional("CustomerSince", customer.CustomerSince);
        writer.Optional("Language", customer.Language);
        writer.Phones(customer.Phones);
        writer.Type("Addresses", () =>
        {
            foreach (var address in customer.Addresses)
                writer.Type("Address", () => writer.Fields(address));
        });
        if (customer.Contacts is not null)
        {
            writer.Type("Contacts", () =>
            {
                foreach (var contact in customer.Contacts)
                    writer.Type("Contact", () => writer.Fields(contact));
            });
        }

        writer.Optional("Note", customer.Note);
        writer.Optional("ExternalRef", customer.ExternalRef);
        writer.Field("Version", XmlConvert.ToString(customer.Version));
        writer.Field("ModifiedAt", ContractWriter.Time(customer.ModifiedAt));
    }

    private static void Fields(this ContractWriter writer, Address address)
    {
        writer.Attribute("Type", address.Type);
        writer.Attribute("Primary", address.Primary is { } primary ? XmlConvert.ToString(primary) : null);
        writer.Type("Lines", () =>
        {
            foreach (var line in address.Lines)
                writer.Field("Line", line);
        });
        writer.Optional("PostCode", address.PostCode);
        writer.Field("City", address.City);
        writer.Field("Country", address.Country);
    }

    private static void Fields(this ContractWriter writer, Contact contact)
    {
        writer.Field("Name", contact.Name);
        writer.Optional("Role", contact.Role);
        writer.Nillable("Email", contact.Email);
        writer.Phones(contact.Phones);
    }

    private static void Phones(this ContractWriter writer, IReadOnlyList<Phone> phones)
    {
        foreach (var phone in phones)
        {
            writer.Type("Phone", () =>
            {
                writer.Attribute("Type", phone.Type);
                writer.Text(phone.Number);
            });
        }
    }
}
