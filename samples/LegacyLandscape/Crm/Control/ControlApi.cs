using System.Xml;
using LegacyLandscape.Control;
using LegacyLandscape.Crm.Store;
using LegacyLandscape.Soap;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LegacyLandscape.Crm.Control;

/// <summary>The back office and the saboteur: for tests and demos, not part of the system as found.</summary>
internal static class ControlApi
{
    private const int AnHour = 3_600_000;
    private const int AYear = 366 * 24 * 3600;

    public static void MapControl(this IEndpointRouteBuilder endpoints)
    {
        var control = endpoints.MapGroup("/control/crm");
        control.MapGet("", (Behaviour behaviour, TransactionClock clock) =>
            TypedResults.Ok(new CrmState(behaviour.Settings, clock.Settings.LateCommitMs, clock.Settings.ClockOffsetSeconds)));
        control.MapBehaviour();
        control.MapPut("/time", ChangeTime);
        control.MapGet("/customers", (CustomerStore customers) => TypedResults.Ok(customers.All()));
        control.MapGet("/customers/{customerNo}", OpenCustomer);
        control.MapPost("/customers/{customerNo}", EditCustomerAsync);
        control.MapDelete("/customers/{customerNo}", DeleteCustomerAsync);
        control.MapGet("/statistics", (CallCounter calls) => TypedResults.Ok(new CrmStatistics(calls.Calls)));
    }

    private static Results<NoContent, BadRequest<string>> ChangeTime(TimeSettings settings, TransactionClock clock)
    {
        if (settings.LateCommitMs is < 0 or > AnHour || Math.Abs((long)settings.ClockOffsetSeconds) > AYear)
            return TypedResults.BadRequest("lateCommitMs is 0 to an hour and clockOffsetSeconds at most a year either way.");

        clock.Settings = settings;
        return TypedResults.NoContent();
    }

    private static Results<Ok<Customer>, NotFound<string>> OpenCustomer(string customerNo, CustomerStore customers)
    {
        try
        {
            return TypedResults.Ok(customers.Get(customerNo));
        }
        catch (CrmFault unknown)
        {
            return TypedResults.NotFound(unknown.Message);
        }
    }

    private static async Task<Results<Ok<Customer>, NotFound<string>, Conflict<string>, BadRequest<string>>> EditCustomerAsync(
        string customerNo, CustomerEdit edit, CustomerStore customers)
    {
        if (!IsText(edit.Name, 80) || !IsText(edit.Note, 400))
            return TypedResults.BadRequest("The name has at most 80 characters, the note 400, all of them allowed in XML.");
        if (edit.Status is not (null or "Prospect" or "Active" or "Blocked"))
            return TypedResults.BadRequest("The status is Prospect, Active or Blocked.");
        if (edit.CreditLimit is { } limit && (limit is < 0 or > 9_999_999_999m || decimal.Round(limit, 2) != limit))
            return TypedResults.BadRequest("The credit limit is 0 to 9999999999 with at most 2 decimals.");

        try
        {
            return TypedResults.Ok(await customers.EditAsync(customerNo, edit));
        }
        catch (CrmFault changed) when (changed.IsConflict)
        {
            return TypedResults.Conflict(changed.Message);
        }
        catch (CrmFault unknown)
        {
            return TypedResults.NotFound(unknown.Message);
        }
    }

    private static async Task<Results<NoContent, NotFound<string>>> DeleteCustomerAsync(
        string customerNo, CustomerStore customers)
    {
        try
        {
            await customers.DeleteAsync(customerNo, version: null);
            return TypedResults.NoContent();
        }
        catch (CrmFault unknown)
        {
            return TypedResults.NotFound(unknown.Message);
        }
    }

    private static bool IsText(string? text, int length) =>
        text is null || (text.Length <= length && IsXml(text));

    private static bool IsXml(string text)
    {
        try
        {
            XmlConvert.VerifyXmlChars(text);
            return true;
        }
        catch (XmlException)
        {
            return false;
        }
    }
}

internal sealed record CrmState(BehaviourSettings Behaviour, int LateCommitMs, int ClockOffsetSeconds);

internal sealed record CrmStatistics(IReadOnlyDictionary<string, long> Calls);
